import { asStoreError } from '../as-store-error.js';
import { auditTableDefinition } from '../dynamodb/audit-table.js';
import { DynamoDbTable } from '../dynamodb/dynamodb-table.js';
import { AuditUnreadableError } from '../errors.js';
import type { AuditOptions } from '../options.js';
import { tryRepeatedly } from '../try-repeatedly.js';
import { withinDeadline } from '../within-deadline.js';
import { toFilterExpression, type AuditFilter } from './audit-filter.js';
import { parseCursor, printCursor } from './cursor-text.js';
import { fromItem, type StoredAuditRecord } from './from-item.js';
import { PartitionReader, READ_BOUNDS } from './partition-reader.js';
import { planQuery, type AuditWindow } from './query-plan.js';
import { PageReading, type PagePosition, type RecordPage } from './read-page.js';

/** What records are asked for. */
export interface AuditQuery {
  readonly filter: AuditFilter;
  readonly window: AuditWindow;
  /** Records of one page at most. */
  readonly limit: number;
  /** What cursors are bound to beside the filter, such as the way in which the window was asked for. */
  readonly boundTo?: readonly (string | undefined)[];
}

/** A page as callers see it. */
export interface AuditPage {
  readonly records: readonly StoredAuditRecord[];
  /** What the next page is asked for with; undefined where there is none. */
  readonly nextCursor: string | undefined;
  /** DynamoDB's read units, of the page alone. */
  readonly readUnits: number;
}

/** A page is bounded to a few rounds of requests: a store that takes longer for them is not well. */
const PAGE_TIMEOUT_MS = 10_000;

/** Records of one read while all of them are passed on. */
const STREAM_PAGE = 200;

/**
 * Reads audit records back: by caller, by model or by day, never by a scan. Writes and deletes nothing. It has
 * connections of its own, so that nobody who reads keeps a record from being written. Reads may be a moment behind.
 *
 * @example
 * const query = { filter: { caller: 'app-one' }, window: { fromEpochMs, toEpochMs }, limit: 50 };
 * const { records, nextCursor } = await queries.page(query, undefined, signal);
 */
export class AuditQueries {
  readonly #table: DynamoDbTable;
  readonly #reader: PartitionReader;
  readonly #now: () => number;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(options: AuditOptions) {
    this.#table = new DynamoDbTable(auditTableDefinition(options.tableName), options);
    this.#reader = new PartitionReader(this.#table);
    this.#now = options.now ?? Date.now;
  }

  /**
   * A page of records, newest first. It costs the same however many records there are: see `PAGE_BOUNDS`.
   *
   * @param cursor of the page before. The window is then the one that the first page had.
   * @throws {AuditCursorError} for a cursor of another query, or none at all.
   * @throws {AuditUnreadableError} when the store cannot be read; the signal's reason when it fires.
   */
  async page(query: AuditQuery, cursor: string | undefined, signal: AbortSignal): Promise<AuditPage> {
    const { filter, boundTo = [] } = query;
    const bound = [filter, boundTo];
    const planOf = (window: AuditWindow): ReturnType<typeof planQuery> => planQuery(window, filter);
    const continued = cursor === undefined ? undefined : parseCursor(cursor, bound, planOf);
    const window = continued?.window ?? query.window;
    const page = await this.#read({ ...query, window }, continued?.position, signal);
    const nextCursor = page.next && printCursor({ window, position: page.next }, bound);
    return { records: page.records, readUnits: page.readUnits, nextCursor };
  }

  /**
   * Every record asked for, newest first, page by page: the next one is read when all of the last one were taken.
   *
   * @throws {AuditUnreadableError} where the store cannot be read any more, after what was read before.
   */
  async *all(
    { filter, window }: Pick<AuditQuery, 'filter' | 'window'>,
    signal: AbortSignal,
  ): AsyncGenerator<StoredAuditRecord> {
    let next: PagePosition | undefined;
    do {
      const page = await this.#read({ filter, window, limit: STREAM_PAGE }, next, signal);
      yield* page.records;
      next = page.next;
    } while (next !== undefined);
  }

  /**
   * One record by its id, as it stands at this moment.
   *
   * @returns undefined where there is none that the filter lets through.
   * @throws {AuditUnreadableError} as `page`.
   */
  find(requestId: string, filter: AuditFilter, signal: AbortSignal): Promise<StoredAuditRecord | undefined> {
    const expression = toFilterExpression(filter, this.#now());
    const input = {
      ...expression,
      KeyConditionExpression: 'requestId = :requestId',
      ExpressionAttributeValues: { ...expression.ExpressionAttributeValues, ':requestId': { S: requestId } },
      ConsistentRead: true,
    };
    return this.#unlessUnreadable(signal, async (own) => {
      const { Items = [] } = await tryRepeatedly(READ_BOUNDS, own, (_, perTry) =>
        this.#table.call('Query', input, perTry),
      );
      return Items[0] && fromItem(Items[0]);
    });
  }

  close(): void {
    this.#table.close();
  }

  #read(
    { filter, window, limit }: AuditQuery,
    from: PagePosition | undefined,
    signal: AbortSignal,
  ): Promise<RecordPage> {
    const plan = planQuery(window, filter);
    const query = { window, filter: plan.filter, nowEpochMs: this.#now() };
    const reading = new PageReading(this.#reader, query, plan, limit);
    return this.#unlessUnreadable(signal, (own) => reading.read(from, own));
  }

  async #unlessUnreadable<T>(signal: AbortSignal, read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withinDeadline(PAGE_TIMEOUT_MS, signal, read);
    } catch (error) {
      signal.throwIfAborted();
      throw new AuditUnreadableError(asStoreError(error).reason, error);
    }
  }
}
