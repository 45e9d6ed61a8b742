import { hash } from 'node:crypto';
import type { Caller } from './caller.js';
import type { VerifiedClaims } from './check-claims.js';
import type { TokenKey } from './keys/token-keys.js';
import { RecentMap } from './recent-map.js';
import { LONGEST_TOKEN } from './parse-token.js';

/** What is known of a token whose signature and claims held. */
export interface VerifiedToken {
  readonly claims: Omit<VerifiedClaims, 'grants'>;
  readonly caller: Caller;
  /** The key that signed it: what is remembered holds as long as this key is in use. */
  readonly key: TokenKey;
  readonly verifiedAtEpochMs: number;
}

/** Tokens that are remembered, so those of ten thousand callers; at two kilobytes each, some tens of megabytes. */
export const MOST_REMEMBERED = 16_384;

/**
 * Remembers tokens that held, so that a caller's next request with the same token costs a digest and no signature.
 * Only genuine tokens get in here, so nobody without one can displace them. Tokens themselves are not kept: they are
 * known by their SHA-256, which nobody can make twice.
 */
export class VerifiedTokens {
  readonly #tokens = new RecentMap<VerifiedToken>(MOST_REMEMBERED);

  get size(): number {
    return this.#tokens.size;
  }

  /** What is known of a token and holds at that time, as far as clocks tell. Whether its key still counts they do not. */
  find(token: string, nowEpochMs: number): VerifiedToken | undefined {
    if (token.length > LONGEST_TOKEN) return undefined;
    const digest = digestOf(token);
    const known = this.#tokens.get(digest);
    if (known === undefined || holdsAt(known, nowEpochMs)) return known;
    this.#tokens.delete(digest);
    return undefined;
  }

  keep(token: string, verified: VerifiedToken): void {
    this.#tokens.set(digestOf(token), verified);
  }

  forget(token: string): void {
    this.#tokens.delete(digestOf(token));
  }
}

/** Never past `exp`. Nor before it was verified: a clock that was set back may have put its beginning into the future. */
function holdsAt({ claims, verifiedAtEpochMs }: VerifiedToken, nowEpochMs: number): boolean {
  return verifiedAtEpochMs <= nowEpochMs && nowEpochMs < claims.expiresAtEpochS * 1_000;
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}
