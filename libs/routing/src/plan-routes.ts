import type { DataClassification } from './data-classification.js';
import { RouteDeniedError, RouteUnavailableError } from './errors.js';
import type { Route, RoutingMethod } from './route.js';

/** What decides which ways a request may take. All of it is known before anything is sent. */
export interface RouteWish {
  readonly method: RoutingMethod;
  /** False where the caller forbade fallback for this request. */
  readonly fallbackAllowed: boolean;
  /** Routes the caller's token grants. */
  readonly grantedRoutes: ReadonlySet<Route>;
  readonly dataClass: string;
}

/** The operator's side of the decision. */
export interface RouteSwitches {
  /** Routes for `auto`: those and no others, in this order unless another one is preferred. */
  readonly order: readonly Route[];
  /** Whether a request on the VPN route may fall back to the internet, where class and caller allow it. */
  readonly vpnFallback: 'none' | 'internet';
  /** Routes that this process has a transport for. */
  readonly configured: ReadonlySet<Route>;
}

type Exclusion = 'caller' | 'data-class' | 'not-configured';

/** The ways a request may take, in order; never empty. */
export interface RoutePlan {
  readonly method: RoutingMethod;
  readonly routes: readonly Route[];
  /** True if token, data class or operator took a route away that method and caller would have had. */
  readonly narrowed: boolean;
}

/**
 * Decides which routes a request may take, and in which order. Pure; nothing is sent before it has answered.
 *
 * @param preferred the order in which `auto` would rather try them. It only arranges: a route that is not in the
 *   operator's order is not added, one that is missing here is tried after the others.
 * @throws {RouteDeniedError} if caller or data class exclude every route asked for.
 * @throws {RouteUnavailableError} if a permitted route is not configured here, and no other is left; or the operator has none.
 */
export function planRoutes(
  wish: RouteWish,
  switches: RouteSwitches,
  classes: DataClassification,
  preferred: readonly Route[] = switches.order,
): RoutePlan {
  const wanted = wantedRoutes(wish.method, switches, preferred);
  const verdicts = wanted.map((route) => ({ route, exclusion: exclusionOf(route, wish, switches, classes) }));
  // A route that was named is never replaced by its fallback before it has been tried.
  const named = wish.method === 'auto' ? undefined : verdicts[0];
  const refused = named?.exclusion ? [named] : verdicts;
  const allowed = verdicts.filter(({ exclusion }) => !exclusion).map(({ route }) => route);
  if (allowed.length === 0 || named?.exclusion) throw refusal(refused);
  const reachOf = (routes: readonly Route[]): readonly Route[] => (wish.fallbackAllowed ? routes : routes.slice(0, 1));
  const routes = reachOf(allowed);
  return { method: wish.method, routes, narrowed: reachOf(wanted).some((route) => !routes.includes(route)) };
}

function wantedRoutes(
  method: RoutingMethod,
  { order, vpnFallback }: RouteSwitches,
  preferred: readonly Route[],
): readonly Route[] {
  switch (method) {
    case 'auto':
      return [...new Set([...preferred.filter((route) => order.includes(route)), ...order])];
    case 'internet':
      return ['internet'];
    case 'vpn':
      return vpnFallback === 'internet' ? ['vpn', 'internet'] : ['vpn'];
  }
}

function exclusionOf(
  route: Route,
  { grantedRoutes, dataClass }: RouteWish,
  { configured }: RouteSwitches,
  classes: DataClassification,
): Exclusion | undefined {
  if (!grantedRoutes.has(route)) return 'caller';
  if (!classes.mayTake(dataClass, route)) return 'data-class';
  return configured.has(route) ? undefined : 'not-configured';
}

function refusal(verdicts: readonly { route: Route; exclusion: Exclusion | undefined }[]): Error {
  const isPermitted = verdicts.some(({ exclusion }) => exclusion === 'not-configured');
  if (isPermitted || verdicts.length === 0) return new RouteUnavailableError();
  const because = verdicts.some(({ exclusion }) => exclusion === 'data-class') ? 'data-class' : 'caller';
  const [only, ...others] = verdicts;
  return new RouteDeniedError(only && others.length === 0 ? only.route : 'any', because);
}
