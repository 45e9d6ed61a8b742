import { asStoreError } from '../as-store-error.js';
import { auditTableDefinition } from '../dynamodb/audit-table.js';
import { DynamoDbTable } from '../dynamodb/dynamodb-table.js';
import { AuditUnreadableError, UsageDayUnsettledError, UsageTooLargeError } from '../errors.js';
import type { AuditOptions } from '../options.js';
import { PartitionReader } from '../queries/partition-reader.js';
import { recountDay, type Recount } from './recount-day.js';
import { sumRecords } from './sum-records.js';
import type { UsageRow } from './usage-counts.js';
import type { UsageStore } from './usage-store.js';
import { UsageSums } from './usage-sums.js';
import { correctedPart, countedParts } from './usage-table.js';

/** Whose usage of which days. */
export interface UsageQuery {
  /** In UTC, `YYYY-MM-DD`, each once. */
  readonly days: readonly string[];
  /** Undefined: everybody's. */
  readonly tenant: string | undefined;
}

/** What was used. */
export interface Usage {
  readonly rows: readonly UsageRow[];
  /** `records`: added up out of the audit records, as there are no counters. */
  readonly source: 'counters' | 'records';
  /** DynamoDB's read units; of counters only. */
  readonly readUnits: number;
}

/** Records that are added up for one answer where there are no counters. */
export const MOST_RECORDS = 10_000;

/** Rows of one answer. */
export const MOST_ROWS = 10_000;

/** A day is settled when the longest request has ended, and its record is written. */
const SETTLING_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Says what was used: from counters, at the same cost however many requests there were, or else from the records.
 *
 * @example
 * const { rows } = await reader.read({ days: ['2026-03-04'], tenant: 'blue' }, signal);
 */
export class UsageReader {
  readonly #records: DynamoDbTable;
  readonly #reader: PartitionReader;
  readonly #now: () => number;

  /** @param store of the counters; undefined where nothing is counted. It is the caller's to close. */
  constructor(
    options: AuditOptions,
    private readonly store: UsageStore | undefined,
  ) {
    this.#records = new DynamoDbTable(auditTableDefinition(options.tableName), options);
    this.#reader = new PartitionReader(this.#records);
    this.#now = options.now ?? Date.now;
  }

  /**
   * @throws {UsageTooLargeError} above `MOST_ROWS`, or, without counters, above `MOST_RECORDS`.
   * @throws {AuditUnreadableError} when the store cannot be read; the signal's reason when it fires.
   */
  async read(query: UsageQuery, signal: AbortSignal): Promise<Usage> {
    const { store } = this;
    try {
      return await (store ? this.#fromCounters(store, query, signal) : this.#fromRecords(query, signal));
    } catch (error) {
      throw asUnreadable(error, signal);
    }
  }

  /**
   * Counts a day again, out of its records: exact, and as often as one likes. It raises counters that are too low, after
   * a table that was down or a process that died; nothing ever makes them too high.
   *
   * @throws {UsageDayUnsettledError} for a day that was not over an hour ago, whose counters changed meanwhile, or whose
   * records are not all there any more.
   * @throws {AuditUnreadableError} @throws {AuditStoreError} when a store does not do what it has to. Nothing is lost
   * then: it may be done again.
   */
  async recount(day: string, signal: AbortSignal): Promise<Recount | undefined> {
    const { store } = this;
    if (store === undefined) return undefined;
    if (this.#now() < Date.parse(day) + DAY_MS + SETTLING_MS) throw new UsageDayUnsettledError('not-over');
    try {
      return await recountDay(store, this.#reader, day, signal);
    } catch (error) {
      throw asUnreadable(error, signal);
    }
  }

  close(): void {
    this.#records.close();
  }

  async #fromCounters(store: UsageStore, { days, tenant }: UsageQuery, signal: AbortSignal): Promise<Usage> {
    const sums = new UsageSums();
    let readUnits = 0;
    // A day at a time: its parts side by side are as much as one caller may ask of the table.
    for (const day of days) {
      const parts = [...countedParts(day), correctedPart(day)];
      const read = await Promise.all(parts.map((part) => store.read(part, tenant, signal)));
      for (const part of read) {
        readUnits += part.readUnits;
        for (const { revision: _, ...row } of part.rows) sums.add(row);
      }
      if (sums.size > MOST_ROWS) throw new UsageTooLargeError('rows', MOST_ROWS);
    }
    return { rows: sums.rows(), source: 'counters', readUnits };
  }

  async #fromRecords({ days, tenant }: UsageQuery, signal: AbortSignal): Promise<Usage> {
    const rows: UsageRow[] = [];
    let mostRecords = MOST_RECORDS;
    for (const day of days) {
      const { sums, evaluated } = await sumRecords(this.#reader, { day, tenant, mostRecords }, signal).catch(tooLarge);
      mostRecords -= evaluated;
      rows.push(...sums.rows());
    }
    return { rows, source: 'records', readUnits: 0 };
  }
}

/** The limit is on the whole answer, not on what was left of it for one day. */
function tooLarge(error: unknown): never {
  throw error instanceof UsageTooLargeError ? new UsageTooLargeError('records', MOST_RECORDS) : error;
}

function asUnreadable(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof UsageTooLargeError || error instanceof UsageDayUnsettledError) return error;
  return signal.aborted ? signal.reason : new AuditUnreadableError(asStoreError(error).reason, error);
}
