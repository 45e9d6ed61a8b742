import { TokenRefusedError, type RefusalReason } from './errors.js';

/** What is asked of a token beyond its signature. */
export interface TokenPolicy {
  readonly issuer?: string;
  /** Whose tokens come another way: none of these may say so. */
  readonly foreignIssuer?: string;
  readonly audience?: string;
  /** Most seconds from `iat` to `exp`. */
  readonly maxLifetimeSeconds: number;
}

/** Claims that hold now. */
export interface VerifiedClaims {
  readonly subject: string;
  readonly tokenId?: string;
  readonly issuedAtEpochS: number;
  readonly expiresAtEpochS: number;
  /** All claims, for the reading of grants: of these only the signature is proven. */
  readonly grants: ReadonlyMap<string, unknown>;
}

/** How far the clocks of issuer and gateway may differ, either way. */
export const CLOCK_SKEW_SECONDS = 30;

/** Letters, marks, digits, punctuation, symbols and the plain space: no control, format or line characters for a log to trip over. */
export const PRINTABLE_NAME = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,256}$/u;

/**
 * Checks the registered claims (RFC 7519, section 4.1) of a token whose signature is proven.
 *
 * @param nowEpochS seconds since 1970.
 * @throws {TokenRefusedError} `claims` for a claim that is missing or of a wrong type, else the word for what it says.
 */
export function checkClaims(
  claims: ReadonlyMap<string, unknown>,
  policy: TokenPolicy,
  nowEpochS: number,
): VerifiedClaims {
  const subject = requiredName(claims.get('sub'));
  const tokenId = claims.get('jti') === undefined ? undefined : requiredName(claims.get('jti'));
  const times = checkTimes(claims, policy.maxLifetimeSeconds, nowEpochS);
  checkIssuer(claims.get('iss'), policy);
  checkAudience(claims.get('aud'), policy.audience);
  return { subject, ...times, grants: claims, ...(tokenId !== undefined && { tokenId }) };
}

/** `iat` is required, too: without it a token's lifetime cannot be known. */
function checkTimes(
  claims: ReadonlyMap<string, unknown>,
  maxLifetimeSeconds: number,
  nowEpochS: number,
): Pick<VerifiedClaims, 'issuedAtEpochS' | 'expiresAtEpochS'> {
  const issuedAt = requiredSeconds(claims.get('iat'));
  const expiresAt = requiredSeconds(claims.get('exp'));
  const notBefore = claims.get('nbf') === undefined ? issuedAt : requiredSeconds(claims.get('nbf'));
  refuseIf(expiresAt <= issuedAt, 'claims');
  refuseIf(expiresAt - issuedAt > maxLifetimeSeconds, 'too-long-lived');
  refuseIf(Math.max(issuedAt, notBefore) > nowEpochS + CLOCK_SKEW_SECONDS, 'not-yet-valid');
  refuseIf(expiresAt <= nowEpochS - CLOCK_SKEW_SECONDS, 'expired');
  return { issuedAtEpochS: issuedAt, expiresAtEpochS: expiresAt };
}

function checkIssuer(claim: unknown, { issuer, foreignIssuer }: TokenPolicy): void {
  refuseIf(claim !== undefined && typeof claim !== 'string', 'claims');
  refuseIf(issuer !== undefined && claim !== issuer, 'issuer');
  refuseIf(foreignIssuer !== undefined && claim === foreignIssuer, 'issuer');
}

function checkAudience(claim: unknown, wanted: string | undefined): void {
  const audiences: readonly unknown[] = Array.isArray(claim) ? claim : claim === undefined ? [] : [claim];
  refuseIf(!audiences.every((audience) => typeof audience === 'string'), 'claims');
  refuseIf(wanted !== undefined && !audiences.includes(wanted), 'audience');
}

function requiredName(claim: unknown): string {
  if (typeof claim === 'string' && PRINTABLE_NAME.test(claim)) return claim;
  throw new TokenRefusedError('claims');
}

function requiredSeconds(claim: unknown): number {
  if (typeof claim === 'number' && Number.isSafeInteger(claim)) return claim;
  throw new TokenRefusedError('claims');
}

function refuseIf(wrong: boolean, reason: RefusalReason): void {
  if (wrong) throw new TokenRefusedError(reason);
}
