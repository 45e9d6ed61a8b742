import { setTimeout } from 'node:timers/promises';

/** Waits. Rejects with the signal's own error when it fires first. */
export async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await setTimeout(delayMs, undefined, { signal });
}
