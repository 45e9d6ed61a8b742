/** The two versions of a secret that count: the one in use, and the one before the last rotation. */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

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
}
