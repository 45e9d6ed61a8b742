import { allowListed, type WrittenFields } from '../allow-listed.js';
import type { AuditRecord, FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';
import { AuditSink, type WriteResult } from '../audit-sink.js';

/** Above it the oldest record goes: this is for tests and examples, not for an audit. */
const MAX_RECORDS = 10_000;

/**
 * Keeps records in memory, under the same conditions as a real store.
 *
 * @example
 * const sink = new MemoryAuditSink();
 * await sink.start(record);
 * sink.records; // [{ requestId: '...', outcome: 'started', ... }]
 */
export class MemoryAuditSink extends AuditSink {
  readonly #records = new Map<string, WrittenFields>();

  /** What is stored, oldest first, as it would be written. */
  get records(): readonly WrittenFields[] {
    return [...this.#records.values()];
  }

  start(record: StartedAuditRecord): Promise<WriteResult> {
    return Promise.resolve(this.#put(record, (present) => present === undefined));
  }

  finish(record: FinishedAuditRecord): Promise<WriteResult> {
    return Promise.resolve(this.#put(record, (present) => present === undefined || present['outcome'] === 'started'));
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.#records.clear();
  }

  #put(record: AuditRecord, may: (present: WrittenFields | undefined) => boolean): WriteResult {
    const key = `${record.requestId} ${record.timestamp}`;
    if (!may(this.#records.get(key))) return 'kept';
    this.#records.set(key, allowListed(record));
    this.#dropOldest();
    return 'stored';
  }

  #dropOldest(): void {
    const [oldest] = this.#records.keys();
    if (this.#records.size > MAX_RECORDS && oldest !== undefined) this.#records.delete(oldest);
  }
}
