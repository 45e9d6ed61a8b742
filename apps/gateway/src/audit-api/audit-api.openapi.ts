import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiParam, ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import { ApiProblems } from '../problems/problem.openapi.js';
import { AuditPageDto, AuditRecordDto } from './audit-record.dto.js';
import { EXPORT_FORMATS, MOST_RECORDS_OF_A_PAGE, OUTCOMES } from './read-audit-query.js';

type QuerySchema = NonNullable<Extract<ApiQueryOptions, { schema: unknown }>['schema']>;

const WORD = { type: 'string' } as const;
const INSTANT = { type: 'string', format: 'date-time' } as const;

const FILTERS: Readonly<Record<string, QuerySchema>> = {
  from: INSTANT,
  to: INSTANT,
  caller: WORD,
  tenant: WORD,
  model: WORD,
  route: { type: 'string', enum: ['internet', 'vpn'] },
  class: WORD,
  outcome: { type: 'string', enum: [...OUTCOMES] },
  operation: WORD,
};

const SCOPE =
  'A token with a tenant sees that tenant’s records alone, one without sees all. `to` is not included; by default the window is the last 24 hours, and it may have 31 days.';

const queries = (schemas: Readonly<Record<string, QuerySchema>>): MethodDecorator[] =>
  Object.entries(schemas).map(([name, schema]) => ApiQuery({ name, required: false, schema }));

/** Documents the list of records. */
export const ApiAuditList = (): MethodDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiOperation({ summary: 'List audit records, newest first', description: SCOPE }),
    ...queries({
      ...FILTERS,
      limit: { type: 'integer', minimum: 1, maximum: MOST_RECORDS_OF_A_PAGE, default: 50 },
      cursor: WORD,
    }),
    ApiOkResponse({ description: 'A page of them.', type: AuditPageDto }),
    ApiProblems(400, 401, 403, 429, 500, 503),
  );

/** Documents one record. */
export const ApiAuditRecord = (): MethodDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiOperation({ summary: 'Show one audit record' }),
    ApiParam({ name: 'requestId', schema: { type: 'string', format: 'uuid' } }),
    ApiOkResponse({ description: 'The record.', type: AuditRecordDto }),
    ApiProblems(400, 401, 403, 404, 429, 500, 503),
  );

/** Documents the export. */
export const ApiAuditExport = (): MethodDecorator =>
  applyDecorators(
    ApiBearerAuth(),
    ApiOperation({
      summary: 'Export audit records, newest first',
      description: `${SCOPE} The answer is streamed. One that ends without the end of a whole answer is not whole.`,
    }),
    ...queries({ format: { type: 'string', enum: [...EXPORT_FORMATS], default: 'ndjson' }, ...FILTERS }),
    ApiOkResponse({
      description: 'A record a line.',
      content: { 'application/x-ndjson': { schema: WORD }, 'text/csv': { schema: WORD } },
    }),
    ApiProblems(400, 401, 403, 429, 500, 503),
  );
