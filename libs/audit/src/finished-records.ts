import { Injectable, Logger } from '@nestjs/common';
import type { FinishedAuditRecord } from './audit-record.js';

/** Gets to see a record the moment it is finished, before it is stored. What takes time is its own to do later. */
export type RecordObserver = (record: FinishedAuditRecord) => void;

/** Gets to see a record once the store has it: exactly once, and none that was spilled. */
export interface StoredRecordObserver {
  /** Must not throw; what takes time is its own to do later. */
  onStored(record: FinishedAuditRecord): void;

  /**
   * Resolves when what it does of its own is done: before a process is frozen, or ends. Never rejects.
   *
   * @param signal when it fires, it is waited for no longer.
   */
  settled(signal: AbortSignal): Promise<void>;
}

/**
 * Every request of this process that has come to its end, for those who count: metrics, and pages that show what is
 * going on. Whether the store took the record is another matter, which `AuditTrail` looks after.
 *
 * @example
 * const stop = finishedRecords.observe(({ operation, latency }) => histogram.record(latency, { operation }));
 */
@Injectable()
export class FinishedRecords {
  readonly #observers = new Set<RecordObserver>();
  readonly #storedObservers = new Set<StoredRecordObserver>();
  readonly #logger = new Logger('FinishedRecords');

  /** Has an observer see every record from now on. @returns what ends that. */
  observe(observer: RecordObserver): () => void {
    this.#observers.add(observer);
    return () => void this.#observers.delete(observer);
  }

  /**
   * Shows a record to every observer, in the order in which they came. Never throws: one that throws is logged and asked
   * no more, as a defect in what counts requests must stop neither requests nor records.
   */
  publish(record: FinishedAuditRecord): void {
    this.#tell(this.#observers, (observer) => observer(record));
  }

  /** Has an observer see every record that the store takes from now on. @returns what ends that. */
  observeStored(observer: StoredRecordObserver): () => void {
    this.#storedObservers.add(observer);
    return () => void this.#storedObservers.delete(observer);
  }

  /** Shows a record that the store has to whoever waits for that. Never throws: one that throws is asked no more. */
  publishStored(record: FinishedAuditRecord): void {
    this.#tell(this.#storedObservers, (observer) => observer.onStored(record));
  }

  /** Resolves when those who see stored records are done with them. */
  async settled(signal: AbortSignal): Promise<void> {
    await Promise.all(Array.from(this.#storedObservers, (observer) => observer.settled(signal)));
  }

  #tell<Observer>(observers: Set<Observer>, tell: (observer: Observer) => void): void {
    for (const observer of observers) {
      try {
        tell(observer);
      } catch (error) {
        observers.delete(observer);
        this.#logger.error(error);
      }
    }
  }
}
