import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';
import { PermissionDeniedError } from './errors.js';
import { accessOf } from './route-access.js';

/**
 * Lets a caller through whose token grants what the route declares. Runs after `JwtAuthGuard`. A route that declares
 * none of `@Public()`, `@AnyCaller()` and `@RequirePermission()` is closed to everybody: forgetting it opens nothing.
 *
 * Refuses with `PermissionDeniedError`.
 */
@Injectable()
export class PermissionsGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const access = accessOf(this.reflector, context);
    if (access === 'public') return true;
    if (access === undefined) throw new PermissionDeniedError('undeclared');
    const caller = context.switchToHttp().getRequest<Request>().user;
    const isGranted = access === 'any-caller' ? caller !== undefined : caller?.permissions.has(access);
    if (isGranted !== true) throw new PermissionDeniedError(access);
    return true;
  }
}
