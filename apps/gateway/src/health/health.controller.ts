import { Controller, Get, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../auth/public.decorator.js';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { PREFIXES } from '../inference/prefixes.js';
import { ApiProblems } from '../problems/problem.openapi.js';
import { Readiness, type ReadinessReport } from './readiness.js';

/** Whether this process is alive, and whether it can serve. */
@ApiTags('Health')
@Controller(PREFIXES)
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly requests: RequestsInFlight,
  ) {}

  @Get('health')
  @Public()
  @ApiOperation({ summary: 'Is this process alive', description: '200 or 503, no detail, no token needed.' })
  @ApiOkResponse({ description: 'Alive.', schema: { type: 'object', example: { status: 'ok' } } })
  @ApiServiceUnavailableResponse({
    description: 'It is going away.',
    schema: { type: 'object', example: { status: 'shutting-down' } },
  })
  live(@Res({ passthrough: true }) response: Response): { status: 'ok' | 'shutting-down' } {
    if (!this.requests.isDraining) return { status: 'ok' };
    response.status(503);
    return { status: 'shutting-down' };
  }

  @Get('health/ready')
  @RequirePermission('status:read')
  @ApiBearerAuth()
  @ApiOperation({
    summary: 'Can it serve',
    description: 'Both stores and at least one route, each with its last proof.',
  })
  @ApiOkResponse({
    description: 'It can; `degraded` if something is down all the same.',
    schema: { type: 'object', example: { status: 'ok', details: {} } },
  })
  @ApiServiceUnavailableResponse({
    description: 'It cannot.',
    schema: { type: 'object', example: { status: 'error', details: {} } },
  })
  @ApiProblems(401, 403)
  async ready(@Res({ passthrough: true }) response: Response): Promise<ReadinessReport> {
    const report = await this.readiness.report();
    if (report.status === 'error') response.status(503);
    return report;
  }
}
