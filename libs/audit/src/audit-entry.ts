import { addFacts } from './allow-listed.js';
import type {
  AuditEnding,
  AuditFacts,
  AuditNote,
  AuditOpening,
  FinishedAuditRecord,
  StartedAuditRecord,
} from './audit-record.js';
import type { AuditWriter } from './audit-writer.js';
import { AuditEntryClosedError } from './errors.js';
import type { FinishedRecords } from './finished-records.js';

/** What an entry gets from the trail. */
export interface EntrySetting {
  readonly writer: Pick<AuditWriter, 'start' | 'finish'>;
  readonly finishedRecords: Pick<FinishedRecords, 'publish' | 'publishStored'>;
  readonly now: () => number;
  readonly ttlDays: number;
  readonly gatewayVersion: string;
}

const SECONDS_PER_DAY = 86_400;

type OwnFields = Pick<
  StartedAuditRecord,
  'timestamp' | 'sourcePartition' | 'destinationPartition' | 'ttl' | 'gatewayVersion'
>;

/**
 * The record of one request while it is being handled: `begin` before anything is sent, `note` what becomes known,
 * `finish` at the end. A request that sends nothing is finished without having begun, in one write.
 */
export class AuditEntry {
  readonly #openedAtEpochMs: number;
  readonly #opening: AuditOpening;
  readonly #facts: AuditFacts = {};
  #own: OwnFields | undefined;
  #begun: Promise<void> | undefined;
  #isFinished = false;
  readonly #finished = Promise.withResolvers<void>();

  /** Made by `AuditTrail.open` only. */
  constructor(
    opening: AuditOpening,
    private readonly setting: EntrySetting,
  ) {
    this.#openedAtEpochMs = setting.now();
    this.#opening = opening;
  }

  /** Resolves when the record has been finished; that it has been written is another matter. Never rejects. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  get requestId(): string {
    return this.#opening.requestId;
  }

  /** When the entry was opened: what `latency` counts from. */
  get openedAtEpochMs(): number {
    return this.#openedAtEpochMs;
  }

  /** Adds what has become known; a fact noted twice has its last value. Ignored once the entry is finished. */
  note(facts: AuditNote): void {
    if (!this.#isFinished) addFacts(this.#facts, facts);
  }

  /**
   * Makes the `started` record durable. Nothing may be sent to any upstream or peer before this has resolved.
   *
   * Takes 2 s at most, and up to 1 s more for a spill. A second call shares the first one's fate and writes nothing.
   *
   * @param signal the caller's. When it fires, its reason is thrown; the write may still land.
   * @throws {AuditUnavailableError} when the record is not durable.
   * @throws {AuditEntryClosedError} when the entry was finished before or meanwhile.
   */
  begin(signal: AbortSignal): Promise<void> {
    this.#begun ??= this.#begin(signal);
    return this.#begun;
  }

  /** Finishes the record, off the caller's path. The first ending wins, every later one is ignored. Never throws. */
  finish(ending: AuditEnding): void {
    if (this.#isFinished) return;
    this.note(ending);
    this.#isFinished = true;
    const record = this.#finishedRecord(ending);
    const { finishedRecords, writer } = this.setting;
    writer.finish(record, () => finishedRecords.publishStored(record));
    finishedRecords.publish(record);
    this.#finished.resolve();
  }

  async #begin(signal: AbortSignal): Promise<void> {
    this.#assertOpen();
    try {
      await this.setting.writer.start(this.#startedRecord(), signal);
    } finally {
      // Also instead of the writer's error: the store keeps a finished record, and that is no failure of the store.
      this.#assertOpen();
    }
  }

  #assertOpen(): void {
    if (this.#isFinished) throw new AuditEntryClosedError();
  }

  #startedRecord(): StartedAuditRecord {
    return {
      streamed: false,
      requestSize: 0,
      attempts: [],
      ...this.#opening,
      ...this.#facts,
      ...this.#ownFields(),
      outcome: 'started',
    };
  }

  #finishedRecord({ outcome, statusCode }: AuditEnding): FinishedAuditRecord {
    return {
      streamed: false,
      requestSize: 0,
      responseSize: 0,
      attempts: [],
      ...this.#opening,
      ...this.#facts,
      ...this.#ownFields(),
      outcome,
      statusCode,
      success: outcome === 'complete' && statusCode < 400,
      // A clock may be set back while the request runs.
      latency: Math.max(0, this.setting.now() - this.#openedAtEpochMs),
    };
  }

  /** What every record of this entry has, whatever becomes of it. Made once: both are the same, to the last digit. */
  #ownFields(): OwnFields {
    this.#own ??= {
      timestamp: new Date(this.#openedAtEpochMs).toISOString(),
      sourcePartition: 'govcloud',
      destinationPartition: 'commercial',
      ttl: Math.floor(this.#openedAtEpochMs / 1_000) + this.setting.ttlDays * SECONDS_PER_DAY,
      gatewayVersion: this.setting.gatewayVersion,
    };
    return this.#own;
  }
}
