import type { BedrockCredentials } from './bedrock-credentials.js';
import type { Principal } from './principal.js';

/**
 * Where the commercial credentials come from.
 *
 * A source that tells callers apart (sessions of a role, tagged with tenant and subject) takes the principal into
 * account; one that has the same credentials for everybody (a secret) does not look at it.
 *
 * @example
 * const credentials = await source.current(AbortSignal.timeout(5_000), { subject: 'alice', tenant: 'dept-a' });
 * // Bedrock refused them:
 * if (await source.renew(signal, principal)) await callAgain(await source.current(signal, principal));
 */
export abstract class CredentialsSource {
  /**
   * The credentials to use now; cached, so cheap to ask for on each request. The same object until they change.
   *
   * @param principal for whom; left out: for the gateway itself.
   * @throws {CredentialsUnavailableError} when there are none; with the signal's reason when it fires first.
   */
  abstract current(signal: AbortSignal, principal?: Principal): Promise<BedrockCredentials>;

  /**
   * Fetches the credentials anew, for callers whose call was refused.
   *
   * @param principal as for `current`.
   * @returns true if they have just changed, so that the call is worth repeating; false if not, also when fetching
   *   failed: the refusal says more than the failure. Rejects with the signal's reason when it fires first.
   */
  abstract renew(signal: AbortSignal, principal?: Principal): Promise<boolean>;
}
