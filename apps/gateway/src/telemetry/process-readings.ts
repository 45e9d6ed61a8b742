import { AuditTrail } from '@app/audit';
import { RoutePolicies, ROUTES, type BreakerState, type Route } from '@app/routing';
import { Injectable } from '@nestjs/common';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { ProblemCounts } from '../problems/problem-counts.js';
import type { Measurement } from './metric-output.js';

const BREAKER_VALUES: Readonly<Record<BreakerState, number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What this process can only be asked for: how it stands, and totals since it began. */
@Injectable()
export class ProcessReadings {
  constructor(
    private readonly policies: RoutePolicies,
    private readonly trail: AuditTrail,
    private readonly problems: ProblemCounts,
    private readonly requests: RequestsInFlight,
  ) {}

  /** Looks now. Sends nothing anywhere: a route is as its last call or probe showed it. */
  read(): readonly Measurement[] {
    const { starts, finishes } = this.trail.spilled;
    return [
      ...ROUTES.flatMap((route) => this.ofRoute(route)),
      { name: 'gateway.audit.spilled', value: starts + finishes, dimensions: {} },
      { name: 'gateway.audit.lost', value: this.trail.lost, dimensions: {} },
      { name: 'http.server.active_requests', value: this.requests.count, dimensions: {} },
      ...Object.entries(this.problems.byStatus).map(([status, value]) => ({
        name: 'gateway.problems' as const,
        value,
        dimensions: { 'http.response.status_code': status },
      })),
    ];
  }

  private ofRoute(route: Route): readonly Measurement[] {
    const policy = this.policies.get(route);
    if (policy === undefined) return [];
    const dimensions = { 'gateway.route': route };
    const { state } = policy.health;
    return [
      { name: 'gateway.breaker.state', value: BREAKER_VALUES[policy.breakerState], dimensions },
      ...(state === 'unknown'
        ? []
        : [{ name: 'gateway.route.up' as const, value: state === 'up' ? 1 : 0, dimensions }]),
    ];
  }
}
