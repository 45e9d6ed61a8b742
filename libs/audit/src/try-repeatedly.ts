import { asStoreError } from './as-store-error.js';
import type { StoreFailure } from './errors.js';
import { withinDeadline } from './within-deadline.js';

/** How often and how long a write is tried. Times in milliseconds. */
export interface WriteBounds {
  readonly maxTries: number;
  readonly tryTimeoutMs: number;
  /** Over all tries and the pauses between them. */
  readonly overallTimeoutMs: number;
}

/** The pause before the second try; doubled before each further one. */
const FIRST_PAUSE_MS = 50;

/** No later try can fare better: the answer is about the record itself. */
const FINAL_FAILURES: ReadonlySet<StoreFailure> = new Set(['rejected', 'key-taken']);

/**
 * Writes until one try succeeds, within the bounds.
 *
 * A try that was given up may still land in the store afterwards, so `write` has to be conditional.
 *
 * @param write gets the number of the try, from 1.
 * @throws {AuditStoreError} the last try's, or of reason `timeout` when the time is over; the signal's reason when it fired.
 */
export async function tryRepeatedly<T>(
  { maxTries, tryTimeoutMs, overallTimeoutMs }: WriteBounds,
  signal: AbortSignal,
  write: (tryNumber: number, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const endsAtMs = performance.now() + overallTimeoutMs;
  const leftMs = (): number => Math.max(0, endsAtMs - performance.now());
  for (let tryNumber = 1; ; tryNumber += 1) {
    try {
      return await withinDeadline(Math.min(tryTimeoutMs, leftMs()), signal, (own) => write(tryNumber, own));
    } catch (error) {
      signal.throwIfAborted();
      const failure = asStoreError(error);
      if (tryNumber >= maxTries || FINAL_FAILURES.has(failure.reason) || leftMs() === 0) throw failure;
    }
    await withinDeadline(leftMs(), signal, () => pauseAfter(tryNumber));
  }
}

/** Half of it at random, so that processes that failed together do not come back together. */
function pauseAfter(tryNumber: number): Promise<void> {
  const fullPauseMs = FIRST_PAUSE_MS * 2 ** (tryNumber - 1);
  return new Promise((resolve) => setTimeout(resolve, fullPauseMs * (0.5 + Math.random() / 2)));
}
