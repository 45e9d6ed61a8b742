import type { ApiKeySecret } from '@app/bedrock';
import { RotationRefusedError } from '../errors.js';
import type { ServiceCredential } from './service-credentials.js';

/** Before the base64 of a long-term key. Source: keys as IAM hands them out. */
const LONG_TERM = 'ABSK';

/**
 * Finds the IAM user's key that is in the secret: by the id that stands beside it, else by the public part that a key
 * begins with. Nothing else will do, as the one that is found here is the one that is deleted in the end.
 *
 * @throws {RotationRefusedError} `current-unknown`.
 */
export function findCurrentCredential(
  { apiKey, credentialId }: ApiKeySecret,
  credentials: readonly ServiceCredential[],
): ServiceCredential {
  const alias = aliasIn(apiKey);
  const found =
    credentialId === undefined
      ? credentials.find((credential) => alias !== undefined && credential.alias === alias)
      : credentials.find(({ id }) => id === credentialId);
  if (!found) throw new RotationRefusedError('current-unknown');
  return found;
}

function aliasIn(apiKey: string): string | undefined {
  if (!apiKey.startsWith(LONG_TERM)) return undefined;
  const text = Buffer.from(apiKey.slice(LONG_TERM.length), 'base64').toString('utf8');
  const end = text.indexOf(':');
  return end > 0 ? text.slice(0, end) : undefined;
}
