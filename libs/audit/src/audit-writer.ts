import { asStoreError } from './as-store-error.js';
import type { FinishedAuditRecord, StartedAuditRecord } from './audit-record.js';
import type { AuditSink } from './audit-sink.js';
import { AuditStoreError, AuditUnavailableError } from './errors.js';
import type { AuditMode } from './options.js';
import { PendingWrites } from './pending-writes.js';
import type { Spill } from './spill.js';
import type { StoreProofKeeper } from './store-proof.js';
import { tryRepeatedly, type WriteBounds } from './try-repeatedly.js';
import { WriteSlots } from './write-slots.js';

/** 3 tries inside 2 s: the caller is waiting. */
const START_BOUNDS: WriteBounds = { maxTries: 3, tryTimeoutMs: 600, overallTimeoutMs: 2_000 };

/** Nobody waits for a finish, but Lambda and a shutdown do in the end. */
const FINISH_BOUNDS: WriteBounds = { maxTries: 3, tryTimeoutMs: 1_500, overallTimeoutMs: 5_000 };

/** Writes of either kind at a time: together as many as there are connections, and no more than a moment's work. */
const MAX_WRITES_AT_ONCE = 64;

/** Finishes under way at a time, a few KB each. Above it a finish is spilled without a try: the store has stopped draining. */
export const MAX_PENDING_FINISHES = 10_000;

const nobody = (): void => undefined;

/** Puts records into the store, and into the spill where the store does not take them. */
export class AuditWriter {
  readonly pending = new PendingWrites();
  readonly #starts = new WriteSlots(MAX_WRITES_AT_ONCE, START_BOUNDS.overallTimeoutMs);
  readonly #finishes = new WriteSlots(MAX_WRITES_AT_ONCE, FINISH_BOUNDS.overallTimeoutMs);

  constructor(
    private readonly sink: AuditSink,
    private readonly spill: Spill,
    private readonly proof: StoreProofKeeper,
    private readonly mode: AuditMode,
  ) {}

  /**
   * Resolves when the record is durable: in the store, or in mode `available` in the spill.
   *
   * @throws {AuditUnavailableError} when it is not; the signal's reason when that fired.
   */
  async start(record: StartedAuditRecord, signal: AbortSignal): Promise<void> {
    try {
      await this.#starts.run(signal, () => this.#start(record, signal));
    } catch (error) {
      signal.throwIfAborted();
      const { reason } = this.#failed(error);
      const durable = this.mode === 'available' && (await this.spill.start(record));
      if (!durable) throw new AuditUnavailableError(reason, error);
    }
  }

  #start(record: StartedAuditRecord, signal: AbortSignal): Promise<void> {
    return tryRepeatedly(START_BOUNDS, signal, async (tryNumber, own) => {
      const result = await this.proof.observe(() => this.sink.start(record, own));
      // After an earlier try it is this very record that is there: only that try's answer was lost.
      if (result === 'kept' && tryNumber === 1) throw new AuditStoreError('key-taken');
    });
  }

  /**
   * Writes the record off the caller's path. Never throws, and what the store does not take is spilled.
   *
   * @param onStored called once, when the store has it by this very write; not for a record that was spilled.
   */
  finish(record: FinishedAuditRecord, onStored: () => void = nobody): void {
    const isFull = this.pending.size >= MAX_PENDING_FINISHES;
    this.pending.add((signal) => (isFull ? this.spill.finish(record) : this.#finish(record, signal, onStored)));
  }

  async #finish(record: FinishedAuditRecord, signal: AbortSignal, onStored: () => void): Promise<void> {
    try {
      const isOurs = await this.#finishes.run(signal, () =>
        tryRepeatedly(FINISH_BOUNDS, signal, async (tryNumber, own) => {
          const result = await this.proof.observe(() => this.sink.finish(record, own));
          // `kept` at first: finished already, by somebody else. Later: by an earlier try, whose answer alone was lost.
          return result === 'stored' || tryNumber > 1;
        }),
      );
      if (isOurs) onStored();
    } catch (error) {
      // A write that a shutdown cut short says nothing about the store.
      if (!signal.aborted) this.#failed(error);
      await this.spill.finish(record);
    }
  }

  #failed(error: unknown): AuditStoreError {
    const failure = asStoreError(error);
    this.proof.failed(failure.reason);
    return failure;
  }
}
