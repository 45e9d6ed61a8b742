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
    'AUDIT_STORE_FAILED' | 'AUDIT_UNAVAILABLE' | 'AUDIT_ENTRY_CLOSED' | 'AUDIT_CONFIGURATION_INVALID';
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
