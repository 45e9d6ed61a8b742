/** The two versions of a secret that count: the one in use, and the one before the last rotation. */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** One version of a secret. */
export interface SecretVersion {
  readonly text: string;
  /** When the version was made, in milliseconds since 1970; undefined where the store does not say. */
  readonly createdAtEpochMs?: number;
}

/**
 * Reads secrets. Nothing is cached here: whoever needs a secret often keeps it.
 *
 * @example
 * const text = await secrets.read('bearer-token-secret', 'AWSPREVIOUS', AbortSignal.timeout(5_000));
 * if (text === undefined) return; // never rotated, which is normal
 */
export abstract class SecretReader {
  /**
   * The text of one version of a secret; undefined if there is no such secret or no version at that stage.
   *
   * @param secretId name or ARN.
   * @throws {SecretUnreadableError} when it cannot be read; with the signal's reason when it fires first.
   */
  abstract read(secretId: string, stage: SecretStage, signal: AbortSignal): Promise<string | undefined>;

  /**
   * The same with the time it was made, for what depends on the age of a secret. Readers whose store knows of no time
   * need not say anything of it.
   *
   * @throws as `read`.
   */
  async readVersion(secretId: string, stage: SecretStage, signal: AbortSignal): Promise<SecretVersion | undefined> {
    const text = await this.read(secretId, stage, signal);
    return text === undefined ? undefined : { text };
  }
}
