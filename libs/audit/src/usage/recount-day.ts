import { UsageDayUnsettledError } from '../errors.js';
import type { PartitionReader } from '../queries/partition-reader.js';
import { sumRecords } from './sum-records.js';
import { rowName, USAGE_COUNTS, type UsageCounts, type UsageRow } from './usage-counts.js';
import type { StoredUsageRow, UsageStore } from './usage-store.js';
import { combine, isNothing, UsageSums } from './usage-sums.js';
import { correctedPart, countedParts } from './usage-table.js';

/** What counting a day again has changed. */
export interface Recount {
  readonly day: string;
  /** Requests of the day that are counted now. */
  readonly requests: number;
  /** Of these, those that were not counted before. */
  readonly added: number;
}

/** The counters of a day, each by the name of its row. */
interface Counted {
  readonly counted: ReadonlyMap<string, UsageRow>;
  readonly corrections: ReadonlyMap<string, StoredUsageRow>;
}

const NOTHING: UsageCounts = {
  requests: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
};

/**
 * Writes what the records say beyond the counters into a part of its own, each row on the condition that nobody else
 * corrected it meanwhile. The counters stay as they are: what a replay adds to them later still counts.
 *
 * Not to be done while a replay of that day is at work: what it has put back and not counted yet would count twice.
 * A correction is always the whole difference, never added to an earlier one, so that doing it again changes nothing.
 */
export async function recountDay(
  store: UsageStore,
  reader: PartitionReader,
  day: string,
  signal: AbortSignal,
): Promise<Recount> {
  const before = await readCounted(store, day, signal);
  const { sums } = await sumRecords(reader, { day, tenant: undefined, mostRecords: Infinity }, signal);
  const after = await readCounted(store, day, signal);
  // Whoever counted meanwhile may have counted what was read out of the records, too.
  if (requestsOf(before.counted) !== requestsOf(after.counted)) throw new UsageDayUnsettledError('being-counted');
  const rows = sums.rows();
  assertNothingGone(rows, after);
  for (const row of rows) await correct(store, row, after, signal);
  const requests = rows.reduce((sum, row) => sum + row.requests, 0);
  return { day, requests, added: requests - requestsOf(after.counted) - requestsOf(after.corrections) };
}

async function readCounted(store: UsageStore, day: string, signal: AbortSignal): Promise<Counted> {
  const parts = await Promise.all(countedParts(day).map((part) => store.read(part, undefined, signal)));
  const sums = new UsageSums();
  for (const { revision: _, ...row } of parts.flatMap(({ rows }) => rows)) sums.add(row);
  const corrections = await store.read(correctedPart(day), undefined, signal);
  return { counted: byName(sums.rows()), corrections: byName(corrections.rows) };
}

/** Counters are never too high. Where the records say less, the store has let go of some of them. */
function assertNothingGone(rows: readonly UsageRow[], { counted, corrections }: Counted): void {
  const recounted = byName(rows);
  for (const name of [...counted.keys(), ...corrections.keys()]) {
    const known = combine(counted.get(name) ?? NOTHING, corrections.get(name) ?? NOTHING, 1);
    const found = recounted.get(name) ?? NOTHING;
    if (USAGE_COUNTS.some((count) => found[count] < known[count])) throw new UsageDayUnsettledError('records-gone');
  }
}

async function correct(
  store: UsageStore,
  row: UsageRow,
  { counted, corrections }: Counted,
  signal: AbortSignal,
): Promise<void> {
  const name = rowName(row);
  const earlier = corrections.get(name);
  const correction = combine(row, counted.get(name) ?? NOTHING, -1);
  if (isNothing(combine(correction, earlier ?? NOTHING, -1))) return;
  const isWritten = await store.put(correctedPart(row.day), { ...row, ...correction }, earlier?.revision ?? 0, signal);
  if (!isWritten) throw new UsageDayUnsettledError('being-counted');
}

function byName<Row extends UsageRow>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [rowName(row), row]));
}

function requestsOf(rows: ReadonlyMap<string, UsageRow>): number {
  return [...rows.values()].reduce((sum, { requests }) => sum + requests, 0);
}
