import { untilAborted } from '@app/bedrock';

/**
 * Waits between two calls. Its timer ends with the wait, whatever ends it.
 *
 * @throws {BedrockCallError} `timeout` or `client-gone`, at once when the signal fires.
 */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delayMs);
  try {
    await untilAborted(over, signal);
  } finally {
    clearTimeout(timer);
  }
}
