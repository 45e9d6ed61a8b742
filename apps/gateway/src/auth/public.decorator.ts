import { declareAccess, type RouteAccessDecorator } from './route-access.js';

/** Opens a route, or all routes of a controller, to callers without a token. */
export function Public(): RouteAccessDecorator {
  return declareAccess('public');
}
