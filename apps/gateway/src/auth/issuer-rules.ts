import type { TokenPolicy } from './check-claims.js';
import type { TokenAlgorithm } from './parse-token.js';

/** Which tokens are taken, whichever way they are signed. */
export interface IssuerPolicy {
  /** `iss` of tokens that the shared secret signs, and of all others, too, where `keySetIssuer` is unset; unset: any. */
  readonly issuer?: string;
  /** `iss` of tokens that a key of the key set signs. No token of the shared secret may say so. */
  readonly keySetIssuer?: string;
  readonly audience?: string;
  readonly maxLifetimeSeconds: number;
}

/**
 * What is asked of a token that was signed in one way. The way is proven by then, so this pins each issuer to the place
 * of its keys: whoever holds the shared secret cannot speak for the identity provider, nor the other way round.
 */
export function issuerRulesFor(algorithm: TokenAlgorithm, policy: IssuerPolicy): TokenPolicy {
  const { issuer, keySetIssuer, audience, maxLifetimeSeconds } = policy;
  const wanted = algorithm === 'HS256' ? issuer : (keySetIssuer ?? issuer);
  const foreignIssuer = algorithm === 'HS256' ? keySetIssuer : undefined;
  return {
    maxLifetimeSeconds,
    ...(wanted !== undefined && { issuer: wanted }),
    ...(foreignIssuer !== undefined && { foreignIssuer }),
    ...(audience !== undefined && { audience }),
  };
}
