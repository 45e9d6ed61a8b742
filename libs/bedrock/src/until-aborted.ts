import { classifyAbort } from './classify-failure.js';

/**
 * Waits for work that others wait for too, or that cannot be interrupted: when the signal fires, this caller stops
 * waiting and the work goes on.
 *
 * Rejects with the signal's reason. Leaves no listener behind, and no rejection of the work unhandled.
 */
export async function raceAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Puts the rule of a `ModelInvoker` over work that ends with the signal in its own way.
 *
 * @throws {BedrockCallError} `timeout` or `client-gone`, by the signal's reason, for whatever fails once it has fired.
 */
export async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    throw signal.aborted ? classifyAbort(signal) : error;
  }
}

/**
 * Waits for work that cannot be interrupted itself, but not beyond the signal. The work goes on and its result is dropped.
 *
 * @throws {BedrockCallError} as `unlessAborted`, if the signal fires first.
 */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return unlessAborted(raceAbort(work, signal), signal);
}

/**
 * To be called right before something is sent.
 *
 * @throws {BedrockCallError} as `unlessAborted`, if the signal has fired already.
 */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw classifyAbort(signal);
}
