import { afterLapse } from './after-lapse.js';
import { AuditStoreError } from './errors.js';

/**
 * Runs work that gets a signal, and gives up on it after `timeoutMs` or when `outer` fires, whichever is first.
 *
 * Work that ignores its signal is left behind: the promise returned here settles all the same.
 *
 * @throws {AuditStoreError} of reason `timeout` when the time is over; the reason of `outer` when that fired.
 */
export async function withinDeadline<T>(
  timeoutMs: number,
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer.throwIfAborted();
  const own = new AbortController();
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const giveUp = (reason: unknown): void => {
    own.abort(reason);
    reject(reason);
  };
  const pass = (): void => giveUp(outer.reason);
  const takeBack = afterLapse(timeoutMs, () => giveUp(new AuditStoreError('timeout')));
  outer.addEventListener('abort', pass, { once: true });
  try {
    return await Promise.race([work(own.signal), givenUp]);
  } catch (error) {
    // The work often rejects with an error of its own when its signal fires. The reason says more.
    own.signal.throwIfAborted();
    throw error;
  } finally {
    takeBack();
    outer.removeEventListener('abort', pass);
  }
}
