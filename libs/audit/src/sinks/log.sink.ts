import type { Writable } from 'node:stream';
import type { AuditRecord, FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';
import { AuditSink, type WriteResult } from '../audit-sink.js';
import { AuditStoreError } from '../errors.js';
import { printSpillLine, type SpilledRecord } from './spill-line.js';

/** Above it, in bytes waiting in the stream, lines are refused: whoever reads the log has stopped reading. */
export const MAX_BUFFERED_LOG_BYTES = 16 * 1024 * 1024;

/**
 * Writes records as lines of JSON, for the replay: see `printSpillLine`. Knows no keys, so it never answers `kept`.
 *
 * `stored` means that the stream has handed the line on. A line cannot be called back, so signals are not heeded.
 */
export class LogAuditSink extends AuditSink {
  /** A broken log must not end the process: the write that failed says so to whoever wrote. */
  readonly #ignore = (): void => undefined;

  /** @param output not closed by this sink, which is one of several users of `process.stdout`. */
  constructor(private readonly output: Writable) {
    super();
    output.on('error', this.#ignore);
  }

  start(record: StartedAuditRecord): Promise<WriteResult> {
    return this.#write('start', record);
  }

  finish(record: FinishedAuditRecord): Promise<WriteResult> {
    return this.#write('finish', record);
  }

  check(): Promise<void> {
    return this.output.writable ? Promise.resolve() : Promise.reject(new AuditStoreError('unreachable'));
  }

  close(): void {
    this.output.off('error', this.#ignore);
  }

  #write(phase: SpilledRecord['phase'], record: AuditRecord): Promise<WriteResult> {
    return new Promise((resolve, reject) => {
      if (this.output.writableLength > MAX_BUFFERED_LOG_BYTES) throw new AuditStoreError('overloaded');
      this.output.write(printSpillLine(phase, record), (error) => {
        if (error) reject(new AuditStoreError('unreachable', error));
        else resolve('stored');
      });
    });
  }
}
