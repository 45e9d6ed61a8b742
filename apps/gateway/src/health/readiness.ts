import { ROUTES } from '@app/routing';
import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { RouteIndicator } from './route.indicator.js';
import { StoreIndicator, STORES } from './store.indicator.js';

/** Terminus' result, with `degraded` for a gateway that serves although something is down. */
export interface ReadinessReport {
  readonly status: 'ok' | 'degraded' | 'error';
  readonly details: HealthCheckResult['details'];
}

/** Whether this gateway can serve: both stores, and at least one route. */
@Injectable()
export class Readiness {
  constructor(
    private readonly health: HealthCheckService,
    private readonly routes: RouteIndicator,
    private readonly stores: StoreIndicator,
  ) {}

  async report(): Promise<ReadinessReport> {
    const checks = [
      ...ROUTES.map((route) => () => this.routes.check(route)),
      ...STORES.map((store) => () => this.stores.check(store)),
    ];
    const { status, details } = await this.health.check(checks).catch(resultOfUnhealthy);
    if (status === 'ok') return { status, details };
    const isUp = (name: string): boolean => details[name]?.status === 'up' && details[name]['state'] === 'up';
    return { status: ROUTES.some(isUp) && STORES.every(isUp) ? 'degraded' : 'error', details };
  }
}

/** Terminus throws its result where something is down. */
function resultOfUnhealthy(error: unknown): HealthCheckResult {
  if (!(error instanceof ServiceUnavailableException)) throw error;
  return error.getResponse() as HealthCheckResult;
}
