import { RoutePolicies, type BreakerState, type Route, type RouteHealth } from '@app/routing';
import { Injectable } from '@nestjs/common';
import { HealthIndicatorService, type HealthIndicatorResult } from '@nestjs/terminus';
import { withIsoTimes } from './with-iso-times.js';

/** How one route stands: what was last seen of it, and its breaker. */
export type RouteReport =
  (Omit<RouteHealth, 'route'> & { readonly breaker: BreakerState }) | { readonly state: 'not-configured' };

/** A route at a glance, and since when a probe of it has been waiting for its answer. */
export type RouteGlance = RouteReport & { readonly probingSinceEpochMs?: number };

/** Health of a route, as the last real requests and our own probes showed it. */
@Injectable()
export class RouteIndicator {
  constructor(
    private readonly policies: RoutePolicies,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** The last proof, brought up to date by a probe if it is older than 10 s. Never rejects. */
  async report(name: Route): Promise<RouteReport> {
    const policy = this.policies.get(name);
    if (!policy) return { state: 'not-configured' };
    await policy.refreshHealth();
    const { route: _, ...health } = policy.health;
    return { ...health, breaker: policy.breakerState };
  }

  /** What is known now, without waiting; what is as old as `maxAgeMs` is proven anew in the background. */
  glance(name: Route, maxAgeMs: number): RouteGlance {
    const policy = this.policies.get(name);
    if (!policy) return { state: 'not-configured' };
    void policy.watchHealth(maxAgeMs);
    const { route: _, ...health } = policy.health;
    const { breakerState: breaker, probingSinceEpochMs } = policy;
    return { ...health, breaker, ...(probingSinceEpochMs !== undefined && { probingSinceEpochMs }) };
  }

  /** Terminus' form of `report`; a route that is not configured is not unhealthy. */
  async check(route: Route): Promise<HealthIndicatorResult> {
    const report = await this.report(route);
    const indicator = this.indicators.check(route);
    const data = withIsoTimes(report);
    return report.state === 'down' || report.state === 'unknown' ? indicator.down(data) : indicator.up(data);
  }
}
