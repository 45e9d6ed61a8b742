import { compactVerify, errors } from 'jose';
import { toCaller, type Caller } from './caller.js';
import { checkClaims, type TokenPolicy } from './check-claims.js';
import { TokenRefusedError } from './errors.js';
import { decodeJsonObject, parseToken, type TokenHeader } from './parse-token.js';
import type { TokenKey, TokenKeys } from './keys/token-keys.js';

/**
 * Decides whether a token is genuine and of now, and who its bearer is. The one place where this is decided: guard,
 * Lambda authorizer, peer and command line share it. Needs no Nest.
 *
 * jose checks the signature. The rules around it are spelled out in `parse-token` and `check-claims`, because what JWT
 * libraries let through by default differs from one to the next.
 */
export class TokenVerifier {
  constructor(
    private readonly keys: TokenKeys,
    private readonly policy: TokenPolicy,
    private readonly nowEpochMs: () => number = Date.now,
  ) {}

  /**
   * Verifies a token and reads its grants. Claims are looked at only after the signature holds, so a forged token
   * learns nothing about them.
   *
   * @throws {TokenRefusedError} for any token that does not hold, with the reason as one word.
   * @throws {TokenKeysUnavailableError} when there is no key to verify with: nothing can be said about the token.
   */
  async verify(token: string): Promise<Caller> {
    const header = parseToken(token);
    const payload = await this.#provenPayload(token, header);
    const nowEpochS = Math.floor(this.nowEpochMs() / 1_000);
    return toCaller(checkClaims(decodeJsonObject(payload), this.policy, nowEpochS));
  }

  async #provenPayload(token: string, header: TokenHeader): Promise<Uint8Array> {
    const keys = await this.keys.find(header.algorithm);
    if (keys === undefined) throw new TokenRefusedError('algorithm');
    const payload = (await tryKeys(token, header, keys)) ?? (await this.#tryNewerKeys(token, header, keys));
    if (payload === undefined) throw new TokenRefusedError('signature');
    return payload;
  }

  async #tryNewerKeys(token: string, header: TokenHeader, tried: readonly TokenKey[]): Promise<Uint8Array | undefined> {
    const newer = await this.keys.findNewer(header.algorithm, tried);
    return newer && (await tryKeys(token, header, newer));
  }
}

/**
 * Tries every key of the algorithm, those that the token names first. A key that the token does not name counts as
 * wrong even if it verifies, but it is tried all the same: an unknown `kid` and a wrong signature take the same steps.
 */
async function tryKeys(token: string, header: TokenHeader, keys: readonly TokenKey[]): Promise<Uint8Array | undefined> {
  const isNamed = ({ keyId }: TokenKey) => [header.keyId, keyId].includes(undefined) || header.keyId === keyId;
  const fitting = keys.filter((key) => key.algorithm === header.algorithm);
  for (const key of fitting.toSorted((a, b) => Number(isNamed(b)) - Number(isNamed(a)))) {
    const payload = await verifySignature(token, key);
    if (payload !== undefined && isNamed(key)) return payload;
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
