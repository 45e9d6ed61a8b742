import type { Permission } from './permissions.js';

/** Why a token was refused. Closed, and all that is ever said about a token: for logs, counters and the challenge. */
export type RefusalReason =
  | 'missing'
  | 'malformed'
  | 'too-large'
  | 'algorithm'
  | 'header'
  | 'signature'
  | 'claims'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not-yet-valid'
  | 'too-long-lived'
  | 'revoked';

/** Why there are no keys to verify or sign with. */
export type KeyFailure = 'unreadable' | 'no-such-secret' | 'malformed' | 'too-short' | 'no-usable-key';

/** The variable that names a place of keys: what an operator looks for first. */
export type KeySourceName = 'GATEWAY_TOKEN_SECRET_ID' | 'GATEWAY_TOKEN_JWKS_SECRET_ID' | 'GATEWAY_TOKEN_JWKS_URL';

/** The one family of errors of this room. Messages hold no token, claim, key, secret name or upstream text. */
export abstract class AuthError extends Error {
  abstract readonly code:
    'TOKEN_REFUSED' | 'TOKEN_KEYS_UNAVAILABLE' | 'TOKEN_REVOCATIONS_UNAVAILABLE' | 'PERMISSION_DENIED';
}

/** There is no token, or it is not one of ours, or not one of now: the caller stays unknown. */
export class TokenRefusedError extends AuthError {
  readonly code = 'TOKEN_REFUSED';
  override readonly name = 'TokenRefusedError';

  constructor(readonly reason: RefusalReason) {
    super(`The token was refused: ${reason}`);
  }
}

/** Nothing can be said about the token, because the keys cannot be had: our failure, not the caller's. */
export class TokenKeysUnavailableError extends AuthError {
  readonly code = 'TOKEN_KEYS_UNAVAILABLE';
  override readonly name = 'TokenKeysUnavailableError';

  constructor(
    readonly source: KeySourceName,
    readonly reason: KeyFailure,
    cause?: unknown,
  ) {
    super(`The token keys that ${source} stands for are unavailable: ${reason}`, { cause });
  }
}

/** The token is genuine, but whether it was revoked cannot be found out: our failure, and no reason to let it pass. */
export class TokenRevocationsUnavailableError extends AuthError {
  readonly code = 'TOKEN_REVOCATIONS_UNAVAILABLE';
  override readonly name = 'TokenRevocationsUnavailableError';

  constructor(cause?: unknown) {
    super('Whether the token was revoked cannot be found out', { cause });
  }
}

/** A known caller whose token does not grant what the route asks for. */
export class PermissionDeniedError extends AuthError {
  readonly code = 'PERMISSION_DENIED';
  override readonly name = 'PermissionDeniedError';

  /**
   * @param permission what was missing; `undeclared` where the route says nothing about who may use it, `any-caller`
   *   where it is open to all but nobody was made out.
   */
  constructor(readonly permission: Permission | 'any-caller' | 'undeclared') {
    super(`The caller's token does not grant this: ${permission}`);
  }
}
