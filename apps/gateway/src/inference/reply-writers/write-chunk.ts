import { BedrockCallError, classifyAbort, throwIfAborted } from '@app/bedrock';
import type { Response } from 'express';

/** What was written of a broken answer gets this long to leave; a caller that does not read it is cut off then. */
const LAST_WORDS_TIMEOUT_MS = 5_000;

/**
 * A piece that a caller has not taken in this time is not being read: about 1 kB a second is the least. Behind API
 * Gateway and in HTTP/2 the last of an answer gets as long.
 */
const STALLED_AFTER_MS = 60_000;
const PIECE_BYTES = 64 * 1_024;

/**
 * Writes one chunk, in pieces if it is large, and waits until the caller's side has room for more.
 *
 * @throws {BedrockCallError} `client-gone` if nobody reads it; `client-gone` or `timeout` if the signal fires first.
 */
export async function writeChunk(response: Response, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  await startWriting(response, chunk, signal);
}

/**
 * As `writeChunk`, for those who need not wait where there is nothing to wait for.
 *
 * @returns undefined if the caller's side has room for more at once.
 */
export function startWriting(response: Response, chunk: Uint8Array, signal: AbortSignal): Promise<void> | undefined {
  if (chunk.length > PIECE_BYTES) return writePieces(response, chunk, signal);
  throwIfAborted(signal);
  return response.write(chunk) ? undefined : untilEvent(response, 'drain', signal);
}

async function writePieces(response: Response, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
    await startWriting(response, chunk.subarray(at, at + PIECE_BYTES), signal);
  }
}

/**
 * Ends a whole answer, with some last words if need be, and waits until all of it has left: a caller that goes away or
 * stops reading just before the end has not got it.
 *
 * @throws {BedrockCallError} as `writeChunk` does.
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
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new BedrockCallError('client-gone', 'reader-stalled')), STALLED_AFTER_MS);
  const onAbort = (): void => reject(classifyAbort(signal));
  signal.addEventListener('abort', onAbort);
  response.on(event, resolve).on('error', reject);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    response.off(event, resolve).off('error', reject);
  }
}
