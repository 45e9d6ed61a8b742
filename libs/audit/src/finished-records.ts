import { Injectable, Logger } from '@nestjs/common';
import type { FinishedAuditRecord } from './audit-record.js';

/** Gets to see a record the moment it is finished, before it is stored. What takes time is its own to do later. */
export type RecordObserver = (record: FinishedAuditRecord) => void;

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
    for (const observer of this.#observers) {
      try {
        observer(record);
      } catch (error) {
        this.#observers.delete(observer);
        this.#logger.error(error);
      }
    }
  }
}
