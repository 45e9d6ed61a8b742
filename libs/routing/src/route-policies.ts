import type { OnApplicationShutdown } from '@nestjs/common';
import { RouteUnavailableError } from './errors.js';
import type { RoutePolicy } from './route-policy.js';
import type { Route } from './route.js';

/** The policies of the routes that this process has a transport for. */
export class RoutePolicies implements OnApplicationShutdown {
  private readonly policies: ReadonlyMap<Route, RoutePolicy>;

  constructor(policies: readonly RoutePolicy[]) {
    this.policies = new Map(policies.map((policy) => [policy.route, policy]));
  }

  get configured(): ReadonlySet<Route> {
    return new Set(this.policies.keys());
  }

  get(route: Route): RoutePolicy | undefined {
    return this.policies.get(route);
  }

  /** @throws {RouteUnavailableError} if the route is not configured here. */
  require(route: Route): RoutePolicy {
    const policy = this.policies.get(route);
    if (!policy) throw new RouteUnavailableError();
    return policy;
  }

  /** Ends what the policies run in the background; Nest calls it once, at the end. */
  onApplicationShutdown(): void {
    for (const policy of this.policies.values()) policy.close();
  }
}
