import { onTestFinished } from 'vitest';
import { captureOutput, type CapturedOutput } from './captured-output.js';
import { startSystem, type System, type SystemOptions } from './system.js';

/** A system with what it writes to its log. */
export type RecordedSystem = System & { readonly output: CapturedOutput };

/**
 * Starts a system that belongs to the running test and ends with it: breakers and caches remember what earlier
 * requests have met, so tests that fail things on purpose do not share one.
 */
export async function beginSystem(options: SystemOptions = {}): Promise<RecordedSystem> {
  const output = captureOutput();
  onTestFinished(() => output[Symbol.dispose]());
  const system = await startSystem(options);
  // Hooks run last to first: the system ends while its output is still captured.
  onTestFinished(() => system[Symbol.asyncDispose]());
  return Object.assign(system, { output });
}
