import type { ConnectionOptions } from '@app/bedrock';
import type { Route } from './route.js';

/** What the application decides about routes. */
export interface RoutingOptions {
  /** Routes for `auto`: those and no others. In this order, unless a `TrafficPolicy` prefers another one. */
  readonly order: readonly Route[];
  readonly vpnFallback: 'none' | 'internet';
  /** Data classes and the routes each may take. */
  readonly dataClasses: ReadonlyMap<string, readonly Route[]>;
  readonly defaultClass: string;
  /** Connections of the routes that this process's network reaches. */
  readonly connections: Readonly<Partial<Record<Route, ConnectionOptions>>>;
  /** The sibling function, and the route that only it reaches. */
  readonly peer?: { readonly functionName: string; readonly route: Route };
  /** At least 0, less than 1; `Math.random` unless a test says otherwise. Chooses a route by its weight. */
  readonly random?: () => number;
}
