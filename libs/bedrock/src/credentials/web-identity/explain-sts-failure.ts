import { CredentialsUnavailableError } from '../../errors.js';

/**
 * What STS says of a token, by the `name` of the SDK's errors; only these words reach a message.
 * Source: STS API reference, errors of `AssumeRoleWithWebIdentity`, and the SDK's names for them.
 */
const REFUSALS: ReadonlySet<string> = new Set([
  'AccessDenied',
  'ExpiredTokenException',
  'IDPCommunicationErrorException',
  'IDPRejectedClaimException',
  'InvalidIdentityTokenException',
  'PackedPolicyTooLargeException',
  'RegionDisabledException',
]);

/**
 * Turns a failed `AssumeRoleWithWebIdentity` into our own error. Another route may do better: it asks another STS, and a
 * role may be open to one of them alone.
 *
 * @throws {CredentialsUnavailableError} always.
 */
export function explainStsFailure(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  const reason = REFUSALS.has(name) ? `STS refuses the identity token (${name})` : 'STS does not answer';
  throw new CredentialsUnavailableError(reason, error, 'this-route');
}
