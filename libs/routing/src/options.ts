import type { ConnectionOptions } from '@app/bedrock';
import type { Route } from './route.js';

/** What the application decides about routes. */
export interface RoutingOptions {
  /** Order of the routes for `auto`. */
  readonly order: readonly Route[];
  readonly vpnFallback: 'none' | 'internet';
  /** Data classes and the routes each may take. */
  readonly dataClasses: ReadonlyMap<string, readonly Route[]>;
  readonly defaultClass: string;
  /** Connections of the routes that this process's network reaches. */
  readonly connections: Readonly<Partial<Record<Route, ConnectionOptions>>>;
  /** The sibling function, and the route that only it reaches. */
  readonly peer?: { readonly functionName: string; readonly route: Route };
}
