import type { RouteName } from '../../apps/sandbox/src/sandbox.js';
import { deployedMode } from '../lambda/deployed/deployed-mode.js';

/**
 * How the attempts of a request on one route are made. In one process every route is direct; deployed, the function
 * that serves the path reaches its own route, and the other one by way of its sibling.
 */
export function transportOf(route: RouteName, path = ''): 'direct' | 'peer' {
  if (deployedMode() === undefined) return 'direct';
  const own = /^(?:\/v1)?\/vpn(?:\/|$)/.test(path) ? 'vpn' : 'internet';
  return own === route ? 'direct' : 'peer';
}
