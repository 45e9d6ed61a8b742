import type { BedrockCredentials } from './bedrock-credentials.js';

/**
 * Where the commercial credentials come from.
 *
 * @example
 * const credentials = await source.current(AbortSignal.timeout(5_000));
 * // Bedrock refused them:
 * if (await source.renew(signal)) await callAgain(await source.current(signal));
 */
export abstract class CredentialsSource {
  /**
   * The credentials to use now; cached, so cheap to ask for on each request. The same object until they change.
   *
   * @throws {CredentialsUnavailableError} when there are none; with the signal's reason when it fires first.
   */
  abstract current(signal: AbortSignal): Promise<BedrockCredentials>;

  /**
   * Fetches the credentials anew, for callers whose call was refused.
   *
   * @returns true if they have just changed, so that the call is worth repeating; false if not, also when fetching
   *   failed: the refusal says more than the failure. Rejects with the signal's reason when it fires first.
   */
  abstract renew(signal: AbortSignal): Promise<boolean>;
}
