import { CtlError } from '../ctl.error.js';
import { layoutTable } from '../terminal/layout-table.js';
import { harmless } from '../terminal/terminal.js';
import type { Run } from '../verb.js';
import type { AuditFilters } from './audit-filters.js';
import { readRecords, type ShownRecord } from './audit-pages.js';

/** What is asked for, and how much of it. */
export interface QueryOptions extends AuditFilters {
  readonly limit: number;
}

const COLUMNS = [
  'timestamp',
  'requestId',
  'subject',
  'operation',
  'modelId',
  'routingMethod',
  'outcome',
  'statusCode',
] as const;

/** Prints records: a table for a person, one a line as JSON. */
export async function queryRecords({ gateway, options, terminal }: Run<QueryOptions>): Promise<void> {
  const rows: string[][] = [];
  for await (const record of readRecords(gateway, options, options.limit)) {
    if (options.json === true) await terminal.write(`${JSON.stringify(record)}\n`);
    else rows.push(COLUMNS.map((name) => cellOf(record, name)));
  }
  if (options.json === true) return;
  await terminal.write(rows.length === 0 ? 'none\n' : layoutTable([COLUMNS, ...rows], [7]));
}

function cellOf(record: ShownRecord, name: string): string {
  const value = record[name];
  return typeof value === 'string' || typeof value === 'number' ? harmless(String(value)).replaceAll(/\s/g, ' ') : '';
}

/** An id that a gateway gave. Nothing else can become part of a path. */
const REQUEST_ID = /^[0-9A-Fa-f-]{1,64}$/;

/** Prints one record, with everything that is in it. */
export async function showRecord({ gateway, args, options, terminal }: Run<object>): Promise<void> {
  const [id = ''] = args;
  if (!REQUEST_ID.test(id)) throw new CtlError('usage', 'ID is no X-Request-ID', 'ctl audit query lists them');
  const record = await gateway.getJson<ShownRecord>(`/v1/audit/requests/${id}`);
  await terminal.write(harmless(`${JSON.stringify(record, undefined, options.json === true ? undefined : 2)}\n`));
}
