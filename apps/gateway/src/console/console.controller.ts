import { AuditTrail } from '@app/audit';
import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { ApiProblems } from '../problems/problem.openapi.js';
import { ConsoleFeed } from './console-feed.js';

/** What the page at `/console` lives on. */
@ApiTags('Console')
@ApiBearerAuth()
@Controller('console')
export class ConsoleController {
  constructor(
    private readonly feed: ConsoleFeed,
    private readonly trail: AuditTrail,
  ) {}

  @Get('events')
  @RequirePermission('console:read')
  @ApiOperation({
    summary: 'Watch this process',
    description:
      'Server-sent events: `status` when something changes, every 2 s at least; `request` for each one that has ended; ' +
      '`gap` with the number of those that were left out because they were not read; `end` with why.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where an earlier answer ended.' })
  @ApiOkResponse({ description: 'The events.', content: { 'text/event-stream': { schema: { type: 'string' } } } })
  @ApiProblems(401, 403, 429, 503)
  async events(
    @Req() request: Request,
    @Res() response: Response,
    @Headers('last-event-id') place: string | undefined,
  ): Promise<void> {
    const { user: caller, exchange } = request;
    if (!caller) throw new Error('Only verified callers watch');
    const responseSize = await this.feed.serve({ caller, gone: exchange.callerGone, place, response });
    this.trail.entryOf(request)?.note({ responseSize });
  }
}
