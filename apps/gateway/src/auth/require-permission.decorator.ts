import type { Permission } from './permissions.js';
import { declareAccess, type RouteAccessDecorator } from './route-access.js';

/** Opens a route, or all routes of a controller, to callers whose token grants `permission`. */
export function RequirePermission(permission: Permission): RouteAccessDecorator {
  return declareAccess(permission);
}
