import { AuditStoreError } from './errors.js';

/** Gives every failure of a sink the family's shape, so that a sink with a defect is one more store that failed. */
export function asStoreError(error: unknown): AuditStoreError {
  return error instanceof AuditStoreError ? error : new AuditStoreError('unexpected', error);
}
