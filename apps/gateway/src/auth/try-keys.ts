import { compactVerify, errors } from 'jose';
import { TokenRefusedError } from './errors.js';
import type { TokenKey } from './keys/token-keys.js';
import type { TokenHeader } from './parse-token.js';

/** What a key has signed. */
export interface ProvenPayload {
  readonly payload: Uint8Array;
  readonly key: TokenKey;
}

/**
 * Tries every key of the algorithm, those that the token names first. A key that the token does not name counts as
 * wrong even if it verifies, but it is tried all the same: an unknown `kid` and a wrong signature take the same steps.
 *
 * @throws {TokenRefusedError} `malformed` for what is no signature at all.
 */
export async function tryKeys(
  token: string,
  header: TokenHeader,
  keys: readonly TokenKey[],
): Promise<ProvenPayload | undefined> {
  const isNamed = ({ keyId }: TokenKey) => [header.keyId, keyId].includes(undefined) || header.keyId === keyId;
  const fitting = keys.filter((key) => key.algorithm === header.algorithm);
  for (const key of fitting.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const payload = await verifySignature(token, key);
    if (payload !== undefined && isNamed(key)) return { payload, key };
  }
  return undefined;
}

/** The payload if the key signed it. The comparison is WebCrypto's own and takes the same time wherever they differ. */
async function verifySignature(token: string, { algorithm, key }: TokenKey): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, key, { algorithms: [algorithm] })).payload;
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return undefined;
    if (error instanceof errors.JOSEError) throw new TokenRefusedError('malformed');
    throw error;
  }
}
