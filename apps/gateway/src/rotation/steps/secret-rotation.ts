/**
 * How one kind of secret is rotated, in the steps of Secrets Manager's protocol. Its second step, `setSecret`, has nothing
 * to do here: what is created counts at once.
 *
 * Each step may be repeated, and taken up again by another process after the one before has died between any two calls.
 * One that fails puts things back, so that what was current stays so.
 *
 * @example
 * await rotation.create(token, signal);
 * await rotation.test(token, signal);
 * await rotation.finish(token, signal);
 */
export abstract class SecretRotation {
  /** Name or ARN of the secret. */
  abstract readonly secretId: string;

  /**
   * What a rotation would do now, one line for each change. Changes nothing.
   *
   * @throws {RotationRefusedError} where it would not begin.
   */
  abstract plan(signal: AbortSignal): Promise<readonly string[]>;

  /**
   * Makes the new value and stages it as `AWSPENDING`.
   *
   * @param token id of the new version.
   * @throws {RotationRefusedError} where nothing was changed; {RotationFailedError} where it was put back.
   */
  abstract create(token: string, signal: AbortSignal): Promise<void>;

  /** Shows that the pending value does what it is for. @throws as `create`. */
  abstract test(token: string, signal: AbortSignal): Promise<void>;

  /** Makes the pending value the current one, and ends what it replaces. @throws as `create`. */
  abstract finish(token: string, signal: AbortSignal): Promise<void>;
}
