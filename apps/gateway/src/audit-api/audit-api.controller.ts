import { AuditQueries, AuditTrail, type StoredAuditRecord } from '@app/audit';
import { unlessAborted } from '@app/bedrock';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { queryOf } from '../inference/query-of.js';
import { RecordUnknownError } from '../problems/errors.js';
import { ApiAuditExport, ApiAuditList, ApiAuditRecord } from './audit-api.openapi.js';
import { writeExport } from './audit-export.js';
import { readExportRequest, readPageRequest } from './read-audit-query.js';
import { readParameters } from './read-parameters.js';
import { startReading } from './start-reading.js';
import { tenantScope } from './tenant-scope.js';

const REQUEST_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page as it is sent. */
interface PageAnswer {
  readonly requests: readonly StoredAuditRecord[];
  readonly nextCursor?: string;
}

/** What is on record, for those who may look at it. Reading is on record itself; nothing here writes anything else. */
@ApiTags('Audit')
@Controller('v1/audit')
export class AuditApiController {
  constructor(
    private readonly queries: AuditQueries,
    private readonly trail: AuditTrail,
    private readonly config: GatewayConfig,
  ) {}

  @Get('requests')
  @RequirePermission('audit:read')
  @ApiAuditList()
  async list(@Req() request: Request): Promise<PageAnswer> {
    const { query, cursor } = readPageRequest(request, Date.now());
    const signal = startReading(request, this.config);
    const { records, nextCursor } = await unlessAborted(this.queries.page(query, cursor, signal), signal);
    return { requests: records, ...(nextCursor !== undefined && { nextCursor }) };
  }

  @Get('requests/:requestId')
  @RequirePermission('audit:read')
  @ApiAuditRecord()
  async get(@Req() request: Request, @Param('requestId') requestId: string): Promise<StoredAuditRecord> {
    readParameters(queryOf(request), {});
    const tenant = tenantScope(request, undefined);
    if (!REQUEST_ID.test(requestId)) throw new RecordUnknownError();
    const signal = startReading(request, this.config);
    const filter = tenant === undefined ? {} : { tenant };
    const record = await unlessAborted(this.queries.find(requestId, filter, signal), signal);
    if (record === undefined) throw new RecordUnknownError();
    return record;
  }

  @Get('export')
  @RequirePermission('audit:read')
  @ApiAuditExport()
  async export(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { format, ...query } = readExportRequest(request, Date.now());
    const signal = startReading(request, this.config);
    const responseSize = await writeExport(response, format, this.queries.all(query, signal), signal);
    this.trail.entryOf(request)?.note({ responseSize });
  }
}
