import type { ConformanceCase, Target } from './conformance-client.js';
import { toPlain, type Plain } from './plain-form.js';

/** Longer than the longest retries of any client here. */
const MAX_RUN_MS = 40_000;

/** Runs a case and tells, as plain data, what its user has seen of it: the answer or the error. Never throws. */
export async function observe({ run }: ConformanceCase, target: Target): Promise<Plain> {
  const signal = AbortSignal.timeout(MAX_RUN_MS);
  try {
    return { answer: toPlain(await Promise.race([run(target), rejectionOf(signal)])) };
  } catch (error) {
    return { error: toPlain(error) };
  }
}

/** What came out of a stream, and the error that ended it if one did. */
export interface CollectedStream {
  readonly events: readonly unknown[];
  readonly error?: unknown;
}

/** Reads a stream to its end. What was seen before an error is a part of what a user sees. */
export async function collect(stream: AsyncIterable<unknown> | undefined): Promise<CollectedStream> {
  const events: unknown[] = [];
  try {
    for await (const event of stream ?? []) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`Not over after ${MAX_RUN_MS} ms`)), { once: true });
  });
}
