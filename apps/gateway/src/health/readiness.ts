import { ROUTES } from '@app/routing';
import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { RouteIndicator } from './route.indicator.js';
import { StoreIndicator, STORES } from './store.indicator.js';

/** Terminus' result, with `degraded` for a gateway that serves although something is down. */
export interface ReadinessReport {
  readonly status: 'ok' | 'degraded' | 'error';
  readonly details: HealthCheckResult['details'];
}

/** Whether this gateway can serve: both stores, at least one route, and not about to end. */
@Injectable()
export class Readiness {
  constructor(
    private readonly health: HealthCheckService,
    private readonly routes: RouteIndicator,
    private readonly stores: StoreIndicator,
    private readonly requests: RequestsInFlight,
  ) {}

  async report(): Promise<ReadinessReport> {
    const checks = [
      ...ROUTES.map((route) => () => this.routes.check(route)),
      ...STORES.map((store) => () => this.stores.check(store)),
    ];
    const { status, details } = await this.health.check(checks).catch(resultOfUnhealthy);
    const isUp = (name: string): boolean => details[name]?.status === 'up' && details[name]['state'] === 'up';
    // A route that is not configured is no failure to Terminus; a gateway without any cannot serve all the same.
    const canServe = !this.requests.isDraining && ROUTES.some(isUp) && STORES.every(isUp);
    if (!canServe) return { status: 'error', details };
    return { status: status === 'ok' ? 'ok' : 'degraded', details };
  }
}

/** Terminus throws its result where something is down. */
function resultOfUnhealthy(error: unknown): HealthCheckResult {
  if (!(error instanceof ServiceUnavailableException)) throw error;
  return error.getResponse() as HealthCheckResult;
}
