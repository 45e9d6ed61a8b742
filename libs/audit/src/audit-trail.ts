import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AuditEntry, type EntrySetting } from './audit-entry.js';
import type { AuditOpening } from './audit-record.js';
import { AuditSink } from './audit-sink.js';
import { AuditWriter } from './audit-writer.js';
import { AUDIT_OPTIONS } from './audit.module-definition.js';
import { FinishedRecords } from './finished-records.js';
import { assertRetention, type AuditOptions } from './options.js';
import { LogAuditSink } from './sinks/log.sink.js';
import { Spill, type SpillCounters } from './spill.js';
import { StoreProofKeeper, type StoreProof } from './store-proof.js';

/** What a shutdown grants to finishes that are still to come, or under way, before it spills them. */
const SHUTDOWN_GRACE_MS = 5_000;

/**
 * The audit records of the requests in this process. One entry per request, found again by the request object
 * (a guard, an interceptor and a filter see the same one) and held no longer than that.
 *
 * @example
 * const entry = trail.open(request, opening);
 * await entry.begin(signal); // now, and not before, something may be sent
 * entry.finish({ outcome: 'complete', statusCode: 200, responseSize: 1_234 });
 */
@Injectable()
export class AuditTrail implements OnApplicationShutdown {
  readonly #entries = new WeakMap<object, AuditEntry>();
  readonly #unfinished = new Set<Promise<void>>();
  readonly #proof: StoreProofKeeper;
  readonly #spill: Spill;
  readonly #writer: AuditWriter;
  readonly #setting: EntrySetting & { readonly finishedRecords: FinishedRecords };

  /** @throws {AuditConfigurationError} unless records are kept for a whole number of days. */
  constructor(
    sink: AuditSink,
    log: LogAuditSink,
    @Inject(AUDIT_OPTIONS) options: AuditOptions,
    finishedRecords: FinishedRecords = new FinishedRecords(),
  ) {
    assertRetention(options);
    const { mode, ttlDays, gatewayVersion, now = Date.now } = options;
    this.#proof = new StoreProofKeeper(now);
    this.#spill = new Spill(log);
    this.#writer = new AuditWriter(sink, this.#spill, this.#proof, mode);
    this.#setting = { writer: this.#writer, finishedRecords, now, ttlDays, gatewayVersion };
  }

  /** Opens the record of a request and stamps it with the time. Writes nothing. A second opening changes nothing. */
  open(request: object, opening: AuditOpening): AuditEntry {
    const known = this.#entries.get(request);
    if (known) return known;
    const entry = new AuditEntry(opening, this.#setting);
    this.#entries.set(request, entry);
    this.#unfinished.add(entry.finished);
    void entry.finished.then(() => this.#unfinished.delete(entry.finished));
    return entry;
  }

  /** The entry of a request, open or finished, if it has one. */
  entryOf(request: object): AuditEntry | undefined {
    return this.#entries.get(request);
  }

  /** What went to the log because the store did not take it, for a metric. */
  get spilled(): SpillCounters {
    return this.#spill.counters;
  }

  /** Finishes that neither store nor log confirmed; anything but 0 is worth waking somebody. */
  get lost(): number {
    return this.#spill.lost;
  }

  /** When and how the store was last proven by a real write. */
  get lastStoreProof(): StoreProof {
    return this.#proof.last;
  }

  /**
   * Resolves when every finish under way has landed or is spilled, and those who count what has landed have done so:
   * before a Lambda invocation ends, before a shutdown.
   *
   * @param signal when it fires, what has not landed is spilled at once; its write may still land, which does no harm.
   */
  async settled(signal: AbortSignal): Promise<void> {
    await this.#writer.pending.settled(signal);
    await this.#setting.finishedRecords.settled(signal);
  }

  /**
   * Resolves when every record that was opened is finished and has landed or is spilled: before a process is frozen.
   *
   * @param signal as for `settled`; a record that is unfinished then is waited for no longer.
   */
  async idle(signal: AbortSignal): Promise<void> {
    const { promise: waited, resolve: stopWaiting } = Promise.withResolvers<void>();
    const onAbort = (): void => stopWaiting();
    signal.addEventListener('abort', onAbort);
    if (!signal.aborted) await Promise.race([waited, Promise.all(this.#unfinished)]);
    signal.removeEventListener('abort', onAbort);
    await this.settled(signal);
  }

  /**
   * Nest calls it after the listener is closed, so no request begins any more. Those whose caller has gone end a moment
   * after their connection.
   */
  onApplicationShutdown(): Promise<void> {
    return this.idle(AbortSignal.timeout(SHUTDOWN_GRACE_MS));
  }
}
