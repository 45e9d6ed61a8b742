import { classifyAbort } from '@app/bedrock';

/**
 * Waits for work that cannot be interrupted itself, but not beyond the signal. The work goes on and its result is dropped.
 *
 * @throws {BedrockCallError} `timeout` or `client-gone`, by the signal's reason, if it fires first.
 */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(classifyAbort(signal));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * To be called right before something is sent.
 *
 * @throws {BedrockCallError} as `untilAborted`, if the signal has fired already.
 */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw classifyAbort(signal);
}
