import type { VerifiedClaims } from '../check-claims.js';

/** What of a token revocations go by. */
export type RevocableToken = Pick<VerifiedClaims, 'subject' | 'tokenId' | 'issuedAtEpochS'>;

/**
 * Says which genuine tokens count no longer.
 *
 * @example
 * if (await revocations.isRevoked({ subject: 'alice', tokenId: 'id-1', issuedAtEpochS: 1_800_000_000 })) refuse();
 */
export abstract class RevocationList {
  /**
   * Whether the token itself was revoked, or every token of its subject that was issued when it was.
   *
   * @throws {TokenRevocationsUnavailableError} when that cannot be found out.
   */
  abstract isRevoked(token: RevocableToken): Promise<boolean>;

  /** Gives connections back. */
  abstract close(): void;
}
