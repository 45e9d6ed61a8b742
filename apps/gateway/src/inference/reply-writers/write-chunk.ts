import { once } from 'node:events';
import { classifyAbort } from '@app/bedrock';
import type { Response } from 'express';

/**
 * Writes one chunk and waits until the caller's side has room for more.
 *
 * @throws {BedrockCallError} `client-gone` or `timeout` if the signal fires first.
 */
export async function writeChunk(response: Response, chunk: Uint8Array | string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw classifyAbort(signal);
  if (response.write(chunk)) return;
  try {
    await once(response, 'drain', { signal });
  } catch (error) {
    throw signal.aborted ? classifyAbort(signal) : error;
  }
}

/**
 * Ends an answer that broke off: what was written goes out, then the connection closes without the end that a whole
 * answer has.
 */
export function breakOff(response: Response): void {
  if (response.writableEnded || response.destroyed) return;
  response.write('', () => response.destroy());
}
