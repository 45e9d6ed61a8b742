import { isKnownError } from './to-problem.js';

/** `code`, `kind` and `reason` of our own errors are words from closed lists; anybody else's may be any text. */
export function reasonOf(error: unknown): object {
  if (!isKnownError(error)) return { error: 'unexpected' };
  const kind = 'kind' in error ? { kind: error.kind } : {};
  const reason = 'reason' in error ? { reason: error.reason } : {};
  return { code: error.code, ...kind, ...reason };
}
