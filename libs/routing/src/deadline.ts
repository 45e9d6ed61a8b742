/** The end of the time a request has. Own it for the length of the request, then `dispose` it. */
export interface Deadline extends Disposable {
  /** Fires with a `TimeoutError` when time is up, or with the reason of the signal it was started with. */
  readonly signal: AbortSignal;
  readonly endsAtEpochMs: number;
}

/**
 * Starts a deadline. Unlike `AbortSignal.timeout` its timer ends with the request, not minutes later.
 *
 * @param parent ends it early, e.g. because the caller went away.
 */
export function startDeadline(timeoutMs: number, parent: AbortSignal, now: () => number = Date.now): Deadline {
  const controller = new AbortController();
  const follow = (): void => controller.abort(parent.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException('The deadline has passed', 'TimeoutError')),
    timeoutMs,
  );
  if (parent.aborted) follow();
  parent.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    endsAtEpochMs: now() + timeoutMs,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}
