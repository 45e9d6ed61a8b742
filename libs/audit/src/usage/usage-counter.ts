import { Logger } from '@nestjs/common';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { asStoreError } from '../as-store-error.js';
import type { FinishedAuditRecord } from '../audit-record.js';
import type { StoredRecordObserver } from '../finished-records.js';
import { withinDeadline } from '../within-deadline.js';
import { usageOf, type UsageRow } from './usage-counts.js';
import type { UsageStore } from './usage-store.js';
import { UsageSums } from './usage-sums.js';
import { countedPart, USAGE_SHARDS } from './usage-table.js';

/** Rows that wait at a time: beyond it, what is counted is lost until the day is counted again. */
export const MAX_WAITING_ROWS = 4_096;

const UPDATES_AT_ONCE = 8;
const TRY_TIMEOUT_MS = 2_000;
const MAX_TRIES = 3;
const PAUSE_MS = 50;
const LOG_INTERVAL_MS = 60_000;

/** What may be set otherwise, by tests. */
export interface UsageCounterOptions {
  /** The part of each day that this process counts in. By default any: processes spread over all of them. */
  readonly shard?: number;
  readonly now?: () => number;
}

/**
 * Counts finished requests that are on record, off their path. What comes in while a row is being written is added up
 * and written together: a store that is slow makes fewer writes, not a queue.
 *
 * A write that may have landed is never repeated: a count may be too low for that, and is never too high. `lost` says by
 * how much, and counting the day again (`recountDay`) puts it right.
 */
export class UsageCounter implements StoredRecordObserver {
  readonly #logger = new Logger('UsageCounter');
  readonly #shard: number;
  readonly #now: () => number;
  #waiting = new UsageSums();
  #writing: Promise<void> | undefined;
  #cut = new AbortController();
  #lost = 0;
  #loggedAtEpochMs = -Infinity;

  constructor(
    private readonly store: Pick<UsageStore, 'add'>,
    { shard = Math.floor(Math.random() * USAGE_SHARDS), now = Date.now }: UsageCounterOptions = {},
  ) {
    this.#shard = shard;
    this.#now = now;
  }

  /** Requests of this process that are on record and not known to be counted. */
  get lost(): number {
    return this.#lost;
  }

  /** Counts a request whose record the store has. Never throws, never waits. */
  onStored(record: FinishedAuditRecord): void {
    const row = usageOf(record);
    if (row === undefined) return;
    if (this.#waiting.size >= MAX_WAITING_ROWS && !this.#waiting.has(row)) return void (this.#lost += 1);
    this.#waiting.add(row);
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
  }

  /**
   * Resolves when all that came in so far is counted, or known to be lost.
   *
   * @param signal when it fires, what is not counted is given up at once.
   */
  async settled(signal: AbortSignal): Promise<void> {
    const giveUp = (): void => this.#cut.abort();
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    await this.#writing;
    signal.removeEventListener('abort', giveUp);
    if (this.#cut.signal.aborted) this.#cut = new AbortController();
  }

  async #write(): Promise<void> {
    do {
      // Requests that end together are counted together.
      await nextTurn();
      const rows = [...this.#waiting.rows()];
      this.#waiting = new UsageSums();
      const writers = Array.from({ length: UPDATES_AT_ONCE }, async () => {
        for (let row = rows.pop(); row !== undefined; row = rows.pop()) await this.#add(row);
      });
      await Promise.all(writers);
    } while (this.#waiting.size > 0);
  }

  async #add(row: UsageRow): Promise<void> {
    const part = countedPart(row.day, this.#shard);
    for (let tryNumber = 1; ; tryNumber += 1) {
      try {
        return await withinDeadline(TRY_TIMEOUT_MS, this.#cut.signal, (signal) => this.store.add(part, row, signal));
      } catch (error) {
        // Throttled is the one answer that says that nothing was written.
        const isRefused = !this.#cut.signal.aborted && asStoreError(error).reason === 'throttled';
        if (!isRefused || tryNumber >= MAX_TRIES) return this.#lose(row, error);
        await pause(PAUSE_MS * tryNumber);
      }
    }
  }

  #lose({ requests }: UsageRow, error: unknown): void {
    this.#lost += requests;
    const now = this.#now();
    if (now - this.#loggedAtEpochMs < LOG_INTERVAL_MS) return;
    this.#loggedAtEpochMs = now;
    this.#logger.error(asStoreError(error));
  }
}
