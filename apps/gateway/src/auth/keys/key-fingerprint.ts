import { createHmac, randomBytes } from 'node:crypto';

/** Known to this process alone: a fingerprint says nothing about a key to anybody who has not got both. */
const OWN_KEY = randomBytes(32);

/**
 * Tells whether two readings brought the same key. Good within this process only, so that it gives nothing away about
 * a secret that is easy to guess.
 */
export function fingerprintOf(...material: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac('sha256', OWN_KEY);
  for (const part of material) hmac.update(`${part.length}:`).update(part);
  return hmac.digest('base64url');
}
