/**
 * Why the store did not take a record, or did not prove itself. Fixed words for operators.
 *
 * - `key-taken`: another record has this key already; nothing was overwritten.
 * - `rejected`: the store answered that it will never take this record.
 * - `overloaded`: the spill log does not drain.
 * - `unexpected`: none of the known failures, e.g. no region is configured.
 */
export type StoreFailure =
  | 'timeout'
  | 'unreachable'
  | 'throttled'
  | 'denied'
  | 'no-credentials'
  | 'table-missing'
  | 'key-taken'
  | 'rejected'
  | 'store-fault'
  | 'overloaded'
  | 'unexpected';

/** The one family of errors that this library throws. Messages hold nothing out of a record and no store's text. */
export abstract class AuditError extends Error {
  abstract readonly code:
    | 'AUDIT_STORE_FAILED'
    | 'AUDIT_UNAVAILABLE'
    | 'AUDIT_ENTRY_CLOSED'
    | 'AUDIT_CONFIGURATION_INVALID'
    | 'AUDIT_UNREADABLE'
    | 'AUDIT_CURSOR_INVALID'
    | 'USAGE_TOO_LARGE'
    | 'USAGE_DAY_UNSETTLED';
}

/** A sink did not do what it was asked to. Stays inside the library, but for `AuditSink.check`. */
export class AuditStoreError extends AuditError {
  readonly code = 'AUDIT_STORE_FAILED';
  override readonly name = 'AuditStoreError';

  constructor(
    readonly reason: StoreFailure,
    cause?: unknown,
  ) {
    super(`The audit store failed: ${reason}`, { cause });
  }
}

/** The `started` record is not durable, so nothing may be sent. */
export class AuditUnavailableError extends AuditError {
  readonly code = 'AUDIT_UNAVAILABLE';
  override readonly name = 'AuditUnavailableError';

  constructor(
    readonly reason: StoreFailure,
    cause?: unknown,
  ) {
    super(`The request cannot be put on record: ${reason}`, { cause });
  }
}

/** The record is finished already: whatever were sent now would be missing from it. */
export class AuditEntryClosedError extends AuditError {
  readonly code = 'AUDIT_ENTRY_CLOSED';
  override readonly name = 'AuditEntryClosedError';

  constructor() {
    super('The audit record of this request is finished already');
  }
}

/** An option that cannot be right. `option` is its name; its value is never told. */
export class AuditConfigurationError extends AuditError {
  readonly code = 'AUDIT_CONFIGURATION_INVALID';
  override readonly name = 'AuditConfigurationError';

  constructor(
    readonly option: string,
    problem: string,
  ) {
    super(`Audit option ${option} ${problem}`);
  }
}

/** Records, or counters, cannot be read back now. */
export class AuditUnreadableError extends AuditError {
  readonly code = 'AUDIT_UNREADABLE';
  override readonly name = 'AuditUnreadableError';

  constructor(
    readonly reason: StoreFailure,
    cause?: unknown,
  ) {
    super(`The store cannot be read: ${reason}`, { cause });
  }
}

/** A cursor that was not given out for this very query, or was changed since. */
export class AuditCursorError extends AuditError {
  readonly code = 'AUDIT_CURSOR_INVALID';
  override readonly name = 'AuditCursorError';

  constructor() {
    super('The cursor does not belong to this query');
  }
}

/** More than may be added up for one answer. */
export class UsageTooLargeError extends AuditError {
  readonly code = 'USAGE_TOO_LARGE';
  override readonly name = 'UsageTooLargeError';

  /** @param of what there is too much of. */
  constructor(
    readonly of: 'records' | 'rows',
    readonly most: number,
  ) {
    super(`The usage asked for is more than ${most} ${of}`);
  }
}

/**
 * A day cannot be counted again: it is not over for long enough; its counters changed meanwhile; or it has fewer records
 * than were counted, as the store has let go of them.
 */
export class UsageDayUnsettledError extends AuditError {
  readonly code = 'USAGE_DAY_UNSETTLED';
  override readonly name = 'UsageDayUnsettledError';

  constructor(readonly reason: 'not-over' | 'being-counted' | 'records-gone') {
    super(`The day cannot be counted again: ${reason}`);
  }
}
