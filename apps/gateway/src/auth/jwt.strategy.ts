import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { Request } from 'express';
import { Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import { bearerTokenOf } from './bearer-token.js';
import type { Caller } from './caller.js';
import { TokenRefusedError } from './errors.js';
import type { TokenVerifier } from './token-verifier.js';

/** What the guard hands over with each request. */
export interface JwtStrategyOptions {
  readonly verifier: TokenVerifier;
}

/** Second lock: should the library's own way ever be taken, it finds no key. */
export const refuseEveryKey: SecretOrKeyProvider = (_request, _token, done) => {
  done(new TokenRefusedError('signature'));
};

/**
 * Passport's `jwt` strategy, with our verifier in place of the library's.
 *
 * passport-jwt verifies with `jsonwebtoken`, which accepts `crit`, an object as `kid`, a missing `exp` and an `iat` in
 * the future (tried). So `authenticate` is overridden whole, and the library is given no key.
 *
 * Passport keeps one strategy per name for the whole process: with two applications in one process the later would
 * verify for both. So the strategy keeps nothing of an application; the guard gives it the verifier of its own.
 */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor() {
    super({ jwtFromRequest: () => null, secretOrKeyProvider: refuseEveryKey });
  }

  /** Verifies the bearer token of one request; ends in `success` with a `Caller` or in `error`. */
  override authenticate(request: Request, options: JwtStrategyOptions): void {
    // `success` and `error` are Passport's, added to a copy of the strategy for this one request.
    void verifyRequest(request, options).then(
      (caller) => this.success(caller),
      (error: Error) => this.error(error),
    );
  }

  /** Demanded by the mixin, called by the library's own way only. Refuses everybody. */
  override validate(): false {
    return false;
  }
}

// No private method of the class: Passport calls `authenticate` on an object that only inherits from the strategy.
async function verifyRequest(request: Request, { verifier }: JwtStrategyOptions): Promise<Caller> {
  return await verifier.verify(bearerTokenOf(request));
}
