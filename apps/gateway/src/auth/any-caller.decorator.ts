import { declareAccess, type RouteAccessDecorator } from './route-access.js';

/** Opens a route to every caller with a token that verifies, whatever it grants: for what only tells that it is not there. */
export function AnyCaller(): RouteAccessDecorator {
  return declareAccess('any-caller');
}
