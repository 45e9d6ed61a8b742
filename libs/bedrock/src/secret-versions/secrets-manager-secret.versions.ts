import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createSecretsManagerClient, secretUnreadable } from '../credentials/secrets-manager-secret.reader.js';
import { SecretUnchangedError, SecretUnreadableError } from '../errors.js';
import { SecretVersions, type SecretOutline, type StageMove, type StagedText } from './secret-versions.js';

// By the `name` of the SDK's errors: Secrets Manager understood the change and does not make it, so that asking again
// changes nothing. Source: `PutSecretValue` and `UpdateSecretVersionStage` in the Secrets Manager API reference.
const REFUSALS: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'InvalidRequestException',
  'LimitExceededException',
  'ResourceExistsException',
]);

/**
 * The versions of secrets in AWS Secrets Manager. Owns the client: `onApplicationShutdown` closes its sockets. The client
 * is made by the first call: a gateway rarely needs one, and each would pay for it when it starts.
 */
export class SecretsManagerSecretVersions extends SecretVersions {
  private made: SecretsManagerClient | undefined;

  constructor(private readonly createClient: () => SecretsManagerClient = createSecretsManagerClient) {
    super();
  }

  private get client(): SecretsManagerClient {
    return (this.made ??= this.createClient());
  }

  override async outline(secretId: string, signal: AbortSignal): Promise<SecretOutline> {
    const command = new DescribeSecretCommand({ SecretId: secretId });
    const described = await this.asked(() => this.client.send(command, { abortSignal: signal }), signal);
    if (!described) throw new SecretUnreadableError('no-such-secret');
    const { VersionIdsToStages = {}, RotationEnabled: rotates = false } = described;
    const stages = Object.entries(VersionIdsToStages).map(([id, labels]) => [id, new Set(labels)] as const);
    return { stages: new Map(stages), rotates };
  }

  override async read(
    secretId: string,
    { id, stage }: { readonly id: string; readonly stage: string },
    signal: AbortSignal,
  ): Promise<StagedText | undefined> {
    const command = new GetSecretValueCommand({ SecretId: secretId, VersionId: id, VersionStage: stage });
    const version = await this.asked(() => this.client.send(command, { abortSignal: signal }), signal);
    if (!version) return undefined;
    const { SecretString: text, CreatedDate: createdAt } = version;
    if (text === undefined) throw new SecretUnreadableError('not-text');
    return { text, ...(createdAt !== undefined && { createdAtEpochMs: createdAt.getTime() }) };
  }

  override async put(
    secretId: string,
    { id, text, stage }: { readonly id: string; readonly text: string; readonly stage: string },
    signal: AbortSignal,
  ): Promise<void> {
    const version = { SecretId: secretId, ClientRequestToken: id, SecretString: text, VersionStages: [stage] };
    const command = new PutSecretValueCommand(version);
    await this.changed(() => this.client.send(command, { abortSignal: signal }), signal);
  }

  override async move(secretId: string, { stage, from, to }: StageMove, signal: AbortSignal): Promise<void> {
    const change = { SecretId: secretId, VersionStage: stage, RemoveFromVersionId: from, MoveToVersionId: to };
    const command = new UpdateSecretVersionStageCommand(change);
    await this.changed(() => this.client.send(command, { abortSignal: signal }), signal);
  }

  onApplicationShutdown(): void {
    this.made?.destroy();
  }

  private async asked<Answer>(ask: () => Promise<Answer>, signal: AbortSignal): Promise<Answer | undefined> {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      return secretUnreadable(error);
    }
  }

  private async changed(change: () => Promise<unknown>, signal: AbortSignal): Promise<void> {
    try {
      await change();
    } catch (error) {
      signal.throwIfAborted();
      const name = error instanceof Error ? error.name : '';
      if (name === 'AccessDeniedException') throw new SecretUnchangedError('access-denied', error);
      // Not known whether it has happened: the answer may be what was lost.
      throw new SecretUnchangedError(REFUSALS.has(name) ? 'refused' : 'request-failed', error);
    }
  }
}
