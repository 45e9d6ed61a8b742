import type { FinishedAuditRecord, StartedAuditRecord } from './audit-record.js';
import type { AuditSink } from './audit-sink.js';
import { withinDeadline } from './within-deadline.js';

/** Records that went to the log instead of the store, since the process began. */
export interface SpillCounters {
  readonly starts: number;
  readonly finishes: number;
}

/** A log that has not taken a line after this time will hardly take it. */
const SPILL_TIMEOUT_MS = 1_000;

/** Writes to the log what the store did not take, and counts. Never throws. */
export class Spill {
  #starts = 0;
  #finishes = 0;
  #lost = 0;

  constructor(private readonly log: AuditSink) {}

  get counters(): SpillCounters {
    return { starts: this.#starts, finishes: this.#finishes };
  }

  /** Finishes that neither store nor log confirmed. Their `started` record stands and shows them as unfinished. */
  get lost(): number {
    return this.#lost;
  }

  /** Resolves with true when the log has the record. */
  async start(record: StartedAuditRecord): Promise<boolean> {
    const isWritten = await this.#isWritten((signal) => this.log.start(record, signal));
    if (isWritten) this.#starts += 1;
    return isWritten;
  }

  /** Resolves when the log has the record, or it is counted as lost. */
  async finish(record: FinishedAuditRecord): Promise<void> {
    if (await this.#isWritten((signal) => this.log.finish(record, signal))) this.#finishes += 1;
    else this.#lost += 1;
  }

  /** Deliberately not under the signal of whoever waits: this is the last chance of the record. */
  async #isWritten(write: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
    try {
      await withinDeadline(SPILL_TIMEOUT_MS, new AbortController().signal, write);
      return true;
    } catch {
      return false;
    }
  }
}
