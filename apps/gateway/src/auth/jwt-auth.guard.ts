import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { TokenRefusedError } from './errors.js';
import type { JwtStrategyOptions } from './jwt.strategy.js';
import { accessOf } from './route-access.js';
import { TokenVerifier } from './token-verifier.js';

/**
 * Lets a request through if its bearer token holds, and puts the `Caller` into `request.user`. Routes marked with
 * `@Public()` pass without a look at their headers.
 *
 * Refuses with `TokenRefusedError`, or with `TokenKeysUnavailableError` or `TokenRevocationsUnavailableError` if nothing can
 * be said about the token.
 */
@Injectable()
export class JwtAuthGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): ReturnType<CanActivate['canActivate']> {
    return accessOf(this.reflector, context) === 'public' || super.canActivate(context);
  }

  /** Reaches `JwtStrategy.authenticate` as its options. */
  override getAuthenticateOptions(): JwtStrategyOptions & { readonly session: false } {
    return { session: false, verifier: this.verifier };
  }

  /** Passport's outcome as ours. The default would turn a missing caller into Nest's own exception. */
  override handleRequest<TUser>(error: unknown, caller: TUser | false | undefined): TUser {
    if (error instanceof Error) throw error;
    if (!caller) throw new TokenRefusedError('missing');
    return caller;
  }
}
