import type { FinishedAuditRecord } from '../audit-record.js';
import type { AuditSink, WriteResult } from '../audit-sink.js';
import { asStoreError } from '../as-store-error.js';
import type { StoreFailure } from '../errors.js';
import type { SpilledRecord } from '../sinks/spill-line.js';
import { tryRepeatedly, type WriteBounds } from '../try-repeatedly.js';
import { findSpilled } from './find-spilled.js';

/** Nobody waits for a replay: a store that throttles gets the time to recover. */
const REPLAY_BOUNDS: WriteBounds = { maxTries: 8, tryTimeoutMs: 3_000, overallTimeoutMs: 60_000 };

/** Writes under way at a time. The log is read no faster than the store takes them. */
export const MAX_REPLAY_WRITES = 16;

/** What a replay has done so far. Every record that was found is in one of the last five. */
export interface ReplayCounts {
  /** Lines of the log, with and without a record. */
  lines: number;
  stored: number;
  /** The store had this record, or the finished one of the same request: nothing was changed. */
  kept: number;
  /** Marked as a record, but cut or damaged. */
  unreadable: number;
  /** The store answers that it will never take this one. */
  rejected: number;
  /** The store did not take it this time. */
  failed: number;
}

/** Is told what happens while a replay runs. Lines count from 1. */
export interface ReplayWatcher {
  readonly onUnreadable: (line: number) => void;
  readonly onNotTaken: (line: number, reason: StoreFailure) => void;
  /** After each line, with counts that go on changing. */
  readonly onLine: (counts: Readonly<ReplayCounts>) => void;
  /** After each finished record that this replay has put back: it was counted nowhere. */
  readonly onStored?: (record: FinishedAuditRecord) => void;
}

/**
 * Puts the spilled records of a log into a store. In any order and as often as one likes: a start never replaces
 * anything, and a finish nothing but its start.
 *
 * Memory is bounded by `MAX_REPLAY_WRITES` and the longest line. It stops reading when the store does not take a
 * record after eight tries, unless that is for the record's own sake: `failed` is not 0 then, and what lies behind was
 * not looked at.
 *
 * @param signal when it fires, the replay ends with its reason. Writes may still land.
 * @throws what reading the lines throws, when the writes under way have come to their end.
 *
 * @example
 * const counts = await replayRecords(lines, sink, watcher, AbortSignal.timeout(3_600_000));
 */
export async function replayRecords(
  lines: AsyncIterable<string>,
  sink: AuditSink,
  watcher: ReplayWatcher,
  signal: AbortSignal,
): Promise<Readonly<ReplayCounts>> {
  const replay = new Replay(sink, watcher, signal);
  try {
    for await (const line of lines) {
      await replay.line(line);
      if (replay.counts.failed > 0) break;
    }
  } finally {
    await replay.settled();
  }
  signal.throwIfAborted();
  return replay.counts;
}

class Replay {
  readonly counts: ReplayCounts = { lines: 0, stored: 0, kept: 0, unreadable: 0, rejected: 0, failed: 0 };
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly sink: AuditSink,
    private readonly watcher: ReplayWatcher,
    private readonly signal: AbortSignal,
  ) {}

  async line(text: string): Promise<void> {
    this.signal.throwIfAborted();
    const number = (this.counts.lines += 1);
    for (const found of findSpilled(text)) {
      if (found === 'unreadable') this.#unreadable(number);
      else await this.#begin(number, found);
      if (this.counts.failed > 0) return;
    }
    this.watcher.onLine(this.counts);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  #unreadable(line: number): void {
    this.counts.unreadable += 1;
    this.watcher.onUnreadable(line);
  }

  /** Resolves when there is room for another write. */
  async #begin(line: number, spilled: SpilledRecord): Promise<void> {
    const done = this.#write(line, spilled).finally(() => this.#running.delete(done));
    this.#running.add(done);
    if (this.#running.size >= MAX_REPLAY_WRITES) await Promise.race(this.#running);
  }

  async #write(line: number, spilled: SpilledRecord): Promise<void> {
    try {
      const result = await tryRepeatedly(REPLAY_BOUNDS, this.signal, (_, own) => putInto(this.sink, spilled, own));
      this.counts[result] += 1;
      if (result === 'stored' && spilled.phase === 'finish') this.watcher.onStored?.(spilled.record);
    } catch (error) {
      // What was cut short says nothing about the store.
      if (this.signal.aborted) return;
      const { reason } = asStoreError(error);
      this.counts[reason === 'rejected' ? 'rejected' : 'failed'] += 1;
      this.watcher.onNotTaken(line, reason);
    }
  }
}

function putInto(sink: AuditSink, spilled: SpilledRecord, signal: AbortSignal): Promise<WriteResult> {
  return spilled.phase === 'start' ? sink.start(spilled.record, signal) : sink.finish(spilled.record, signal);
}
