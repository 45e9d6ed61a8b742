import type { Caller } from '../auth/caller.js';
import type { Permission } from '../auth/permissions.js';

/** Whether a permission is worth nothing without a route. All are listed: a new one compiles once that is decided. */
const NEEDS_ROUTE: Readonly<Record<Permission, boolean>> = {
  'bedrock:invoke': true,
  'bedrock:invoke-stream': true,
  'bedrock:list-models': true,
  'status:read': false,
  'audit:read': false,
  'console:read': false,
};

/** Whether there is any path at all that the guards would let this caller use. Which one is for them to say. */
export function canReachAnything({ permissions, routes }: Pick<Caller, 'permissions' | 'routes'>): boolean {
  return [...permissions].some((permission) => routes.size > 0 || !NEEDS_ROUTE[permission]);
}
