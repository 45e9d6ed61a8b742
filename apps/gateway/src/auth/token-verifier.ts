import { toCaller, type Caller } from './caller.js';
import { checkClaims } from './check-claims.js';
import { TokenRefusedError } from './errors.js';
import { issuerRulesFor, type IssuerPolicy } from './issuer-rules.js';
import { isInUse, keysInUse, type TokenKeys } from './keys/token-keys.js';
import { decodeJsonObject, parseToken, type TokenHeader } from './parse-token.js';
import { NoRevocations } from './revocation/no-revocations.js';
import type { RevocationList } from './revocation/revocation-list.js';
import { tryKeys, type ProvenPayload } from './try-keys.js';
import { VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

/** Keys at hand, those of a read that was under way, and those of one that began after the token came. */
const MOST_ROUNDS = 3;

/**
 * Decides whether a token is genuine and of now, and who its bearer is. The one place where this is decided: guard,
 * Lambda authorizer, peer and command line share it. Needs no Nest.
 *
 * jose checks the signature. The rules around it are spelled out in `parse-token` and `check-claims`, because what JWT
 * libraries let through by default differs from one to the next. Tokens that held are remembered until they end, their
 * key goes or the keys cannot be had; whether they were revoked is asked for each time.
 */
export class TokenVerifier {
  readonly #verified = new VerifiedTokens();

  constructor(
    private readonly keys: TokenKeys,
    private readonly policy: IssuerPolicy,
    private readonly nowEpochMs: () => number = Date.now,
    private readonly revocations: RevocationList = new NoRevocations(),
  ) {}

  /**
   * Verifies a token and reads its grants. Claims are looked at only after the signature holds, so a forged token
   * learns nothing about them.
   *
   * @throws {TokenRefusedError} for any token that does not hold, with the reason as one word.
   * @throws {TokenKeysUnavailableError} when there is no key to verify with: nothing can be said about the token.
   * @throws {TokenRevocationsUnavailableError} when nobody can say whether it was revoked.
   */
  async verify(token: string): Promise<Caller> {
    const { claims, caller } = (await this.#remembered(token)) ?? (await this.#verifyAnew(token));
    if (await this.revocations.isRevoked(claims)) throw new TokenRefusedError('revoked');
    return caller;
  }

  async #remembered(token: string): Promise<VerifiedToken | undefined> {
    const known = this.#verified.find(token, this.nowEpochMs());
    if (known === undefined) return undefined;
    const { key } = known;
    const keys = await this.keys.find(key.algorithm);
    if (keys?.includes(key) === true && isInUse(key, this.nowEpochMs())) return known;
    this.#verified.forget(token);
    return undefined;
  }

  async #verifyAnew(token: string): Promise<VerifiedToken> {
    const header = parseToken(token);
    const { payload, key } = await this.#proven(token, header);
    const nowEpochMs = this.nowEpochMs();
    const rules = issuerRulesFor(key.algorithm, this.policy);
    const { grants, ...claims } = checkClaims(decodeJsonObject(payload), rules, Math.floor(nowEpochMs / 1_000));
    const verified = { claims, caller: toCaller({ ...claims, grants }), key, verifiedAtEpochMs: nowEpochMs };
    this.#verified.keep(token, verified);
    return verified;
  }

  async #proven(token: string, header: TokenHeader): Promise<ProvenPayload> {
    let keys = await this.keys.find(header.algorithm);
    if (keys === undefined) throw new TokenRefusedError('algorithm');
    for (let round = 0; keys !== undefined && round < MOST_ROUNDS; round += 1) {
      const proven = await tryKeys(token, header, keysInUse(keys, this.nowEpochMs()));
      if (proven !== undefined) return proven;
      keys = await this.keys.findNewer(header, keys);
    }
    throw new TokenRefusedError('signature');
  }
}
