import { randomBytes } from 'node:crypto';

const SECRET_BYTES = 64;
const KEY_ID_BYTES = 9;

/**
 * A new value for the secret that signs tokens: 64 random bytes, and a key id of its own by which tokens name it. Twice
 * the length of the hash, so that no truncation of it is worth a try.
 */
export function makeTokenSecret(): string {
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return JSON.stringify({ secret, kid: randomBytes(KEY_ID_BYTES).toString('base64url') });
}
