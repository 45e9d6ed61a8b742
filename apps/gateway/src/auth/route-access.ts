import { SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { Permission } from './permissions.js';

/** Who may use a route: everybody, everybody with a token, or whoever holds one permission. */
export type RouteAccess = 'public' | 'any-caller' | Permission;

/** Decorates a route, or a controller for all its routes. */
export type RouteAccessDecorator = MethodDecorator & ClassDecorator;

const ROUTE_ACCESS = 'gateway:route-access';

/** What a route declares; its own word goes before its controller's. `undefined` where neither says anything: refuse. */
export function accessOf(reflector: Reflector, context: ExecutionContext): RouteAccess | undefined {
  return reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [context.getHandler(), context.getClass()]);
}

/**
 * What `@Public()`, `@AnyCaller()` and `@RequirePermission()` have in common. Two declarations in one place contradict
 * each other, and which one won would hang on their order: the class that has them does not load.
 */
export function declareAccess(access: RouteAccess): RouteAccessDecorator {
  const set = SetMetadata(ROUTE_ACCESS, access);
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const declared: unknown = descriptor?.value ?? target;
    if (Reflect.hasOwnMetadata(ROUTE_ACCESS, Object(declared))) throw new TypeError('A route declares its access once');
    return key !== undefined && descriptor ? set(target, key, descriptor) : set(Object(target));
  };
}
