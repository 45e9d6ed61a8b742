import type { FinishedAuditRecord, StartedAuditRecord } from './audit-record.js';

/** `stored`: this write is durable. `kept`: the store has a record that this write must not replace, and kept it. */
export type WriteResult = 'stored' | 'kept';

/**
 * A store of audit records. Writes are conditional, so that they may be repeated, arrive late and be replayed:
 * a start never replaces anything, a finish replaces nothing but the `started` record with the same key.
 *
 * Each call is one try: repeating, deadlines over several tries and spilling are the trail's business.
 * The key is `requestId` and `timestamp`. Only allow-listed fields may be written, see `allowListed`.
 *
 * @example
 * await sink.start(startedRecord, AbortSignal.timeout(600)); // 'stored'
 * await sink.finish(finishedRecord, AbortSignal.timeout(1_500)); // 'stored'
 * await sink.start(startedRecord, AbortSignal.timeout(600)); // 'kept'
 */
export abstract class AuditSink {
  /**
   * Stores a `started` record if there is none with its key. `stored` means durable, not queued.
   * @throws {AuditStoreError} when it is not known to be durable. It may still land afterwards.
   */
  abstract start(record: StartedAuditRecord, signal: AbortSignal): Promise<WriteResult>;

  /**
   * Stores a finished record if there is none with its key but a `started` one.
   * @throws {AuditStoreError} as above.
   */
  abstract finish(record: FinishedAuditRecord, signal: AbortSignal): Promise<WriteResult>;

  /**
   * Proves by a cheap read that the store can be reached and the gateway may use it. Writes nothing.
   * @throws {AuditStoreError} when it does not prove it.
   */
  abstract check(signal: AbortSignal): Promise<void>;

  /** Lets go of connections and listeners. Called once, after the last write. */
  abstract close(): void;
}
