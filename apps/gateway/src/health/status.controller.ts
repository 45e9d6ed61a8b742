import { ROUTES } from '@app/routing';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { PREFIXES } from '../inference/prefixes.js';
import { prefixRoute } from '../inference/read-routing-headers.js';
import { ApiProblems } from '../problems/problem.openapi.js';
import { ProcessReport, type ProcessFacts } from './process-report.js';
import { RouteIndicator } from './route.indicator.js';
import { StoreIndicator, STORES } from './store.indicator.js';
import { TrafficReport } from '../traffic/traffic-report.js';
import { withIsoTimes } from './with-iso-times.js';

type Reports = Readonly<Record<string, Record<string, unknown>>>;

/** How a gateway stands. Times are ISO 8601; what was never seen is absent. */
export interface StatusReport extends ProcessFacts {
  readonly routes: Reports;
  readonly stores: Reports;
  /** How `auto` is spread over the routes; absent where no table of it is configured. */
  readonly traffic?: Record<string, unknown>;
}

/** What an operator looks at first. */
@ApiTags('Health')
@ApiBearerAuth()
@Controller(PREFIXES)
export class StatusController {
  constructor(
    private readonly routes: RouteIndicator,
    private readonly stores: StoreIndicator,
    private readonly process: ProcessReport,
    private readonly traffic: TrafficReport,
  ) {}

  @Get('status')
  @RequirePermission('status:read')
  @ApiOperation({
    summary: 'How routes and stores stand',
    description:
      'State, when and how last proven, latency, breaker, version; how `auto` is spread over the routes, where an ' +
      'operator can change that. Under `/internet` and `/vpn`: that route alone.',
  })
  @ApiOkResponse({
    description: 'How they stand.',
    schema: { type: 'object', example: { version: '0.1.0', routes: {}, stores: {} } },
  })
  @ApiProblems(401, 403)
  async status(@Req() request: Request): Promise<StatusReport> {
    const only = prefixRoute(request);
    const routes = await reportsOf(only ? [only] : ROUTES, (route) => this.routes.report(route));
    const stores = await reportsOf(STORES, (store) => this.stores.report(store));
    const traffic = await this.traffic.report();
    return { ...this.process.report(), routes, stores, ...(traffic && { traffic: withIsoTimes(traffic) }) };
  }
}

async function reportsOf<Name extends string>(
  names: readonly Name[],
  report: (name: Name) => Promise<object>,
): Promise<Reports> {
  const reports = await Promise.all(names.map(async (name) => [name, withIsoTimes(await report(name))] as const));
  return Object.fromEntries(reports);
}
