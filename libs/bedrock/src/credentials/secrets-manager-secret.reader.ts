import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretUnreadableError } from '../errors.js';
import { OWN_PARTITION_CLIENT } from './own-partition-client.js';
import { SecretReader } from './secret-reader.js';
import type { SecretStage, SecretVersion } from './secret-reader.js';

// By the `name` of the SDK's errors. Source: GetSecretValue in the Secrets Manager API reference.
const FAILURES: ReadonlyMap<string, SecretUnreadableError['reason']> = new Map([
  ['AccessDeniedException', 'access-denied'],
  ['DecryptionFailure', 'decryption-failed'],
  ['TimeoutError', 'timeout'],
]);

/**
 * Reads secrets from AWS Secrets Manager of the gateway's own partition.
 *
 * Endpoint, region and credentials are the SDK's own (`AWS_ENDPOINT_URL_SECRETS_MANAGER`, `AWS_REGION`, role).
 * Owns the client: `onApplicationShutdown` closes its sockets.
 */
export class SecretsManagerSecretReader extends SecretReader {
  constructor(private readonly client: SecretsManagerClient = createSecretsManagerClient()) {
    super();
  }

  override async read(secretId: string, stage: SecretStage, signal: AbortSignal): Promise<string | undefined> {
    return (await this.readVersion(secretId, stage, signal))?.text;
  }

  override async readVersion(
    secretId: string,
    stage: SecretStage,
    signal: AbortSignal,
  ): Promise<SecretVersion | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
    try {
      const { SecretString: text, CreatedDate: createdAt } = await this.client.send(command, { abortSignal: signal });
      if (text === undefined) throw new SecretUnreadableError('not-text');
      return { text, ...(createdAt !== undefined && { createdAtEpochMs: createdAt.getTime() }) };
    } catch (error) {
      signal.throwIfAborted();
      return secretUnreadable(error);
    }
  }

  onApplicationShutdown(): void {
    this.client.destroy();
  }
}

/** A client for AWS Secrets Manager with the deadlines of this library; whoever makes one destroys it. */
export function createSecretsManagerClient(): SecretsManagerClient {
  return new SecretsManagerClient(OWN_PARTITION_CLIENT);
}

/**
 * What a failed question to Secrets Manager means: undefined where there is nothing of the kind.
 *
 * @throws {SecretUnreadableError} for every other failure.
 */
export function secretUnreadable(error: unknown): undefined {
  if (error instanceof SecretUnreadableError) throw error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'ResourceNotFoundException') return undefined;
  throw new SecretUnreadableError(FAILURES.get(name) ?? 'request-failed', error);
}
