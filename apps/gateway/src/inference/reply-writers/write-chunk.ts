import { once } from 'node:events';
import { throwIfAborted, unlessAborted } from '@app/bedrock';
import type { Response } from 'express';

/** What was written of a broken answer gets this long to leave; a caller that does not read it is cut off then. */
const LAST_WORDS_TIMEOUT_MS = 5_000;

/**
 * Writes one chunk and waits until the caller's side has room for more.
 *
 * @throws {BedrockCallError} `client-gone` or `timeout` if the signal fires first.
 */
export async function writeChunk(response: Response, chunk: Uint8Array | string, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal);
  if (!response.write(chunk)) await untilEvent(response, 'drain', signal);
}

/**
 * Ends a whole answer, with some last words if need be, and waits until all of it has left: a caller that goes away or
 * stops reading just before the end has not got it.
 *
 * @throws {BedrockCallError} `client-gone` or `timeout` if the signal fires first.
 */
export async function endAnswer(response: Response, signal: AbortSignal, lastWords = ''): Promise<void> {
  throwIfAborted(signal);
  const left = untilEvent(response, 'finish', signal);
  response.end(lastWords);
  await left;
}

/**
 * Ends an answer that broke off: what was written goes out, then the connection closes without the end that a whole
 * answer has.
 */
export function breakOff(response: Response): void {
  if (response.writableFinished || response.destroyed) return;
  const cut = (): void => void response.destroy();
  const timer = setTimeout(cut, LAST_WORDS_TIMEOUT_MS);
  response.once('close', () => clearTimeout(timer));
  if (!response.writableEnded) response.write('', cut);
}

async function untilEvent(response: Response, event: 'drain' | 'finish', signal: AbortSignal): Promise<void> {
  await unlessAborted(once(response, event, { signal }), signal);
}
