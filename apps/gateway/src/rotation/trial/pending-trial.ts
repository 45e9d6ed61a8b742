import { CredentialsUnavailableError, tryCredentials, type SecretVersions } from '@app/bedrock';
import { PeerRefusedError, type PeerTrial, type RoutingOptions } from '@app/routing';

/**
 * Tries the commercial credentials that are to become the current ones, on the routes that this process reaches itself.
 * It reads them where they are: nobody hands it a key.
 */
export class PendingTrial {
  constructor(
    private readonly connections: RoutingOptions['connections'],
    private readonly secretId: string,
    private readonly versions: SecretVersions,
  ) {}

  /**
   * Resolves when Bedrock has taken the version on the route.
   *
   * @throws {PeerRefusedError} `hop` for a route that is not this process's own.
   * @throws {CredentialsUnavailableError} if the version cannot be read, is not staged as pending, or holds none.
   * @throws {BedrockCallError} as `tryCredentials`.
   */
  async prove({ route, pendingVersionId }: PeerTrial, signal: AbortSignal): Promise<void> {
    const connection = this.connections[route];
    if (!connection) throw new PeerRefusedError('hop');
    const text = await this.read(pendingVersionId, signal);
    await tryCredentials({ text, secretId: this.secretId }, connection, signal);
  }

  private async read(id: string, signal: AbortSignal): Promise<string> {
    try {
      const pending = await this.versions.read(this.secretId, { id, stage: 'AWSPENDING' }, signal);
      if (pending) return pending.text;
    } catch (error) {
      signal.throwIfAborted();
      throw new CredentialsUnavailableError('secret unreadable', error);
    }
    throw new CredentialsUnavailableError('there is no such pending version');
  }
}
