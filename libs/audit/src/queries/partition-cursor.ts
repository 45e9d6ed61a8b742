import type { StoredAuditRecord } from './from-item.js';
import type { RecordChunk, RecordKey } from './partition-reader.js';

/** How far a partition has been read: not at all, up to a record, or to its end. */
export type PartitionPosition = 'start' | 'end' | RecordKey;

/** One partition while it is merged with others: what was read of it and not yet taken. */
export class PartitionCursor {
  #buffer: readonly StoredAuditRecord[] = [];
  #readTo: PartitionPosition;
  #scarcity = 1;

  /** @param position where to go on. */
  constructor(public position: PartitionPosition) {
    this.#readTo = position;
  }

  /** The newest record that was not taken yet, if it is known. */
  get head(): StoredAuditRecord | undefined {
    return this.#buffer[0];
  }

  /** Whether what comes next is not known: until it is, no other partition's record can be said to be the newest. */
  get isEmpty(): boolean {
    return this.#buffer.length === 0 && this.#readTo !== 'end';
  }

  /** Where the next chunk begins. */
  get after(): RecordKey | undefined {
    return typeof this.#readTo === 'string' ? undefined : this.#readTo;
  }

  /** How many times as many records as usual are worth looking at: it doubles while hardly any are those asked for. */
  get scarcity(): number {
    return this.#scarcity;
  }

  /** Adds what was read. */
  fill({ records, lastKey, evaluated }: RecordChunk): void {
    this.#buffer = records;
    this.#scarcity = records.length * 2 < evaluated ? this.#scarcity * 2 : 1;
    this.#readTo = lastKey ?? 'end';
    // Nothing of it is wanted, so nobody has to look at it again.
    if (records.length === 0) this.position = this.#readTo;
  }

  /** Takes the head away. */
  take({ requestId, timestamp }: RecordKey): void {
    this.#buffer = this.#buffer.slice(1);
    this.position = this.#buffer.length === 0 ? this.#readTo : { requestId, timestamp };
  }
}
