import { AUDIT_INDEXES } from '../dynamodb/audit-table.js';
import { dayShardKey, fitsPartitionKey, INDEX_SHARDS, modelShardKey } from '../dynamodb/index-keys.js';
import type { AuditFilter } from './audit-filter.js';

/** An interval of time: epoch milliseconds, `to` not included. */
export interface AuditWindow {
  readonly fromEpochMs: number;
  readonly toEpochMs: number;
}

/** One partition of an index. */
export interface IndexPartition {
  readonly index: keyof typeof AUDIT_INDEXES;
  readonly key: string;
}

/** Partitions that have to be merged by time. Every record of one segment is newer than every record of the next. */
export type Segment = readonly IndexPartition[];

/** Where the records that are asked for stand. */
export interface QueryPlan {
  /** Newest first. */
  readonly segments: readonly Segment[];
  /** What the choice of partitions does not settle. */
  readonly filter: AuditFilter;
}

const DAY_MS = 86_400_000;

/** The longest window: every day of it may have to be looked at on its own. */
export const MOST_WINDOW_DAYS = 31;
const SHARDS = Array.from({ length: INDEX_SHARDS }, (_, shard) => shard);

/**
 * Chooses the index: by caller, else by model, else by day. There is no plan without one, so nothing ever scans the table.
 *
 * A model's records may lie in any part of its index, a day's in any part of that day: eight each.
 */
export function planQuery(window: AuditWindow, filter: AuditFilter): QueryPlan {
  const { caller, model, ...others } = filter;
  // A name that no index takes is looked for day by day.
  if (caller !== undefined && fitsPartitionKey(caller)) {
    const segment: Segment = [{ index: 'by-caller', key: caller }];
    return { segments: [segment], filter: { ...others, ...(model !== undefined && { model }) } };
  }
  if (caller === undefined && model !== undefined && fitsPartitionKey(modelShardKey(model, 0))) {
    const segment: Segment = SHARDS.map((shard) => ({ index: 'by-model', key: modelShardKey(model, shard) }));
    return { segments: [segment], filter: others };
  }
  return { segments: daysOf(window).map(segmentOfDay), filter };
}

/** Whether a window is one that may be asked for: not without length, and not too long. */
export function isFitWindow({ fromEpochMs, toEpochMs }: AuditWindow): boolean {
  return fromEpochMs < toEpochMs && toEpochMs - fromEpochMs <= MOST_WINDOW_DAYS * DAY_MS;
}

/** The partitions of one day, `YYYY-MM-DD`. */
export function segmentOfDay(day: string): Segment {
  return SHARDS.map((shard) => ({ index: 'by-day', key: dayShardKey(day, shard) }));
}

/** The days that a window touches, in UTC as `YYYY-MM-DD`, newest first. None for a window without length. */
export function daysOf({ fromEpochMs, toEpochMs }: AuditWindow): readonly string[] {
  const first = Math.floor(fromEpochMs / DAY_MS);
  const last = Math.floor((toEpochMs - 1) / DAY_MS);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, back) => dayOf((last - back) * DAY_MS));
}

/** The day of an instant, in UTC as `YYYY-MM-DD`. */
export function dayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
