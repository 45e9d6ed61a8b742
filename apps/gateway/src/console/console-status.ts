import { ROUTES } from '@app/routing';
import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { ProcessReport } from '../health/process-report.js';
import { RouteIndicator, type RouteGlance } from '../health/route.indicator.js';
import type { StatusReport } from '../health/status.controller.js';
import { withIsoTimes } from '../health/with-iso-times.js';
import { SlowReports } from './slow-reports.js';

/** While somebody looks, a route is proven anew when what is known of it is so old. */
const PROVEN_EVERY_MS = 2_000;

/** A probe that has waited so long is worth telling of, before anybody can say what comes of it. */
const UNANSWERED_AFTER_MS = 1_000;

/** How this process stands, for the page. */
export interface ConsoleStatusReport extends StatusReport {
  /** When this was so, in ISO 8601. */
  readonly at: string;
  readonly sourcePartition: 'govcloud';
  readonly destinationPartition: 'commercial';
  /** Region of this process. */
  readonly region?: string;
  /** Region of the models, where the configuration names it. */
  readonly destinationRegion?: string;
}

/** Collects how this process stands without waiting for anything: a look at it comes several times a second. */
@Injectable()
export class ConsoleStatus {
  constructor(
    private readonly config: GatewayConfig,
    private readonly process: ProcessReport,
    private readonly routes: RouteIndicator,
    private readonly slow: SlowReports,
  ) {}

  /** What is known now. What is old is looked up in the background, for the next time. */
  read(nowEpochMs: number): ConsoleStatusReport {
    const { region, bedrock } = this.config;
    const routes = ROUTES.map((route) => [route, shown(this.routes.glance(route, PROVEN_EVERY_MS), nowEpochMs)]);
    return {
      at: new Date(nowEpochMs).toISOString(),
      sourcePartition: 'govcloud',
      destinationPartition: 'commercial',
      ...(region !== undefined && { region }),
      ...(bedrock.region !== undefined && { destinationRegion: bedrock.region }),
      ...this.process.report(),
      routes: Object.fromEntries(routes),
      ...this.slow.glance(),
    };
  }
}

/** How long a probe has been waiting is told in whole seconds: nobody reads more, and each change is sent. */
function shown({ probingSinceEpochMs, ...report }: RouteGlance, nowEpochMs: number): Record<string, unknown> {
  const waitingMs = probingSinceEpochMs === undefined ? 0 : nowEpochMs - probingSinceEpochMs;
  const unanswered = waitingMs >= UNANSWERED_AFTER_MS && { unansweredSeconds: Math.floor(waitingMs / 1_000) };
  return { ...withIsoTimes(report), ...unanswered };
}
