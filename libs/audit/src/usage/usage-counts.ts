import type { WrittenFields } from '../allow-listed.js';
import type { AuditRecord, FinishedAuditRecord } from '../audit-record.js';
import { textOf } from '../dynamodb/index-keys.js';

/** What is counted of requests, in requests and tokens. */
export interface UsageCounts {
  readonly requests: number;
  /** Requests that were not answered in full, with a status below 400. */
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** The names of all counts. */
export const USAGE_COUNTS = [
  'requests',
  'errors',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const satisfies readonly (keyof UsageCounts)[];

/** What is counted apart. */
export interface UsageDimensions {
  /** In UTC, `YYYY-MM-DD`: when the request came. */
  readonly day: string;
  /** As it was asked for; `other` where it may be made up. */
  readonly model: string;
  readonly tenant?: string;
  /** The route that answered; absent where none did. */
  readonly route?: string;
}

/** So many requests of one kind. */
export interface UsageRow extends UsageDimensions, UsageCounts {}

/** The model of requests that were refused as wrong: anybody could else fill the counters with names. */
export const OTHER_MODEL = 'other';

/** Refused for what it asks for: the model may be none, or none of the caller's. */
const MADE_UP: ReadonlySet<unknown> = new Set([400, 403, 404]);

/** Ids that are longer share a row: a sort key of DynamoDB has 1,024 bytes for all names together. */
const LONGEST_MODEL = 512;

/** What is counted of a record; the fields alone decide, so that it may be counted again. */
export const COUNTED_FIELDS = [
  'requestId',
  'timestamp',
  'modelId',
  'tenant',
  'routingMethod',
  'outcome',
  'statusCode',
  'success',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
] as const satisfies readonly (keyof FinishedAuditRecord)[];

/** The row of one finished request. Undefined for one that names no model, or is not finished. */
export function usageOf(record: AuditRecord | WrittenFields): UsageRow | undefined {
  const fields: Readonly<Record<string, unknown>> = { ...record };
  const { modelId, tenant, routingMethod, timestamp, outcome } = fields;
  if (typeof modelId !== 'string' || modelId === '' || typeof timestamp !== 'string' || outcome === 'started') {
    return undefined;
  }
  const isNamed = !MADE_UP.has(fields['statusCode']) && modelId.length <= LONGEST_MODEL;
  return {
    day: timestamp.slice(0, 10),
    model: isNamed ? modelId : OTHER_MODEL,
    ...(typeof tenant === 'string' && { tenant }),
    ...(typeof routingMethod === 'string' && { route: routingMethod }),
    requests: 1,
    errors: fields['success'] === true ? 0 : 1,
    inputTokens: countOf(fields['inputTokens']),
    outputTokens: countOf(fields['outputTokens']),
    cacheReadTokens: countOf(fields['cacheReadTokens']),
    cacheWriteTokens: countOf(fields['cacheWriteTokens']),
  };
}

/** Names a row, without its day: the sort key of its counters. The tenant comes first, so that one's rows lie together. */
export function rowName({ tenant, model, route }: Omit<UsageDimensions, 'day'>): string {
  return JSON.stringify([tenant ?? '', model, route ?? '']);
}

/** What the names of all rows of a tenant begin with. */
export function tenantPrefix(tenant: string): string {
  return `[${JSON.stringify(tenant)},`;
}

/** Reads such a name back; undefined for one that is none. */
export function parseRowName(day: string, name: string): UsageDimensions | undefined {
  const [tenant, model, route] = namesIn(name).map((part) => textOf(typeof part === 'string' ? part : undefined));
  if (model === undefined || model === '' || tenant === undefined || route === undefined) return undefined;
  return { day, model, ...(tenant !== '' && { tenant }), ...(route !== '' && { route }) };
}

function namesIn(name: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(name);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function countOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
