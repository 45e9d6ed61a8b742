import type { FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';
import { AuditSink, type WriteResult } from '../audit-sink.js';
import { AuditStoreError, type StoreFailure } from '../errors.js';
import { MemoryAuditSink } from '../sinks/memory.sink.js';

/**
 * How the store takes one try. `hang`: never answers, deaf to its signal. `late`: the same, but the write lands when
 * `applyLate` is called. `lose-answer`: the write lands, and the answer does not come. A failure: nothing lands.
 */
export type Behaviour = 'ok' | 'hang' | 'late' | 'lose-answer' | 'defect' | StoreFailure;

/** A memory store that behaves as scripted, one behaviour per try, and well when the script is over. */
export class ScriptedSink extends AuditSink {
  readonly store = new MemoryAuditSink();
  /** `start` or `finish` for each try, oldest first. */
  readonly tries: string[] = [];
  readonly #late: (() => unknown)[] = [];

  constructor(readonly script: Behaviour[] = []) {
    super();
  }

  start(record: StartedAuditRecord): Promise<WriteResult> {
    this.tries.push('start');
    return this.#behave(() => this.store.start(record));
  }

  finish(record: FinishedAuditRecord): Promise<WriteResult> {
    this.tries.push('finish');
    return this.#behave(() => this.store.finish(record));
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.store.close();
  }

  /** The writes that hung in the network reach the store. */
  applyLate(): void {
    for (const write of this.#late.splice(0)) write();
  }

  async #behave(write: () => Promise<WriteResult>): Promise<WriteResult> {
    const behaviour = this.script.shift() ?? 'ok';
    if (behaviour === 'ok') return write();
    if (behaviour === 'defect') throw new TypeError('a defect of the sink');
    if (behaviour === 'late') this.#late.push(write);
    if (behaviour === 'late' || behaviour === 'hang') return new Promise(() => undefined);
    if (behaviour === 'lose-answer') await write();
    throw new AuditStoreError(behaviour === 'lose-answer' ? 'timeout' : behaviour);
  }
}
