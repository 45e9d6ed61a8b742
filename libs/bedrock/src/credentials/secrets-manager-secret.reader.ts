import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SecretUnreadableError } from '../errors.js';
import { SecretReader } from './secret-reader.js';
import type { SecretStage } from './secret-reader.js';

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 3_000;
// One repetition for a dropped connection; waiting for longer is the business of whoever needs the secret.
const MAX_ATTEMPTS = 2;

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
  constructor(private readonly client: SecretsManagerClient = createClient()) {
    super();
  }

  override async read(secretId: string, stage: SecretStage, signal: AbortSignal): Promise<string | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage });
    try {
      const { SecretString: text } = await this.client.send(command, { abortSignal: signal });
      if (text === undefined) throw new SecretUnreadableError('not-text');
      return text;
    } catch (error) {
      signal.throwIfAborted();
      return explainFailure(error);
    }
  }

  onApplicationShutdown(): void {
    this.client.destroy();
  }
}

function createClient(): SecretsManagerClient {
  return new SecretsManagerClient({
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
}

function explainFailure(error: unknown): undefined {
  if (error instanceof SecretUnreadableError) throw error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'ResourceNotFoundException') return undefined;
  throw new SecretUnreadableError(FAILURES.get(name) ?? 'request-failed', error);
}
