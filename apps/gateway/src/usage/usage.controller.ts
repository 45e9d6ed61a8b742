import type { UsageRow } from '@app/audit';
import { unlessAborted } from '@app/bedrock';
import { Controller, Get, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { startReading } from '../audit-api/start-reading.js';
import { RequirePermission } from '../auth/require-permission.decorator.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { ApiProblems } from '../problems/problem.openapi.js';
import { estimateCostUsd, type ModelPrices } from './estimate-cost-usd.js';
import { readUsageQuery } from './read-usage-query.js';
import { UsageAccounts } from './usage-accounts.js';
import { UsageDto, type UsageRowDto } from './usage.dto.js';

/** What models were used for how much. */
@ApiTags('Audit')
@ApiBearerAuth()
@Controller('v1/usage')
export class UsageController {
  constructor(
    private readonly accounts: UsageAccounts,
    private readonly config: GatewayConfig,
  ) {}

  @Get()
  @RequirePermission('audit:read')
  @ApiOperation({
    summary: 'Show requests, tokens and estimated cost, by day, model, tenant and route',
    description:
      'Days are in UTC, both ends included, 31 at most; by default today. A token with a tenant sees that tenant’s usage alone.',
  })
  @ApiQuery({ name: 'from', required: false, schema: { type: 'string', format: 'date' } })
  @ApiQuery({ name: 'to', required: false, schema: { type: 'string', format: 'date' } })
  @ApiQuery({ name: 'tenant', required: false, schema: { type: 'string' } })
  @ApiOkResponse({ description: 'What was used.', type: UsageDto })
  @ApiProblems(400, 401, 403, 429, 500, 503)
  async usage(@Req() request: Request): Promise<UsageDto> {
    const query = readUsageQuery(request, Date.now());
    const signal = startReading(request, this.config);
    const { rows, source } = await unlessAborted(this.accounts.reader.read(query, signal), signal);
    return { usage: rows.map((row) => toDto(row, this.config.usage.prices)), source };
  }
}

function toDto(row: UsageRow, prices: ModelPrices): UsageRowDto {
  const estimatedCostUsd = estimateCostUsd(prices, { ...row, modelId: row.model });
  return { ...row, ...(estimatedCostUsd !== undefined && { estimatedCostUsd }) };
}
