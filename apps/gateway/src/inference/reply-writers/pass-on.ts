import type { Readable } from 'node:stream';
import type { Response } from 'express';
import { BedrockCallError } from '@app/bedrock';
import { startWriting } from './write-chunk.js';

/**
 * Passes a body on as its chunks come, and takes no more of it than the caller does. Resolves at its end; what goes wrong
 * ends the body.
 *
 * By events, as a loop over the body would wait several turns for each chunk, and join those that came meanwhile.
 *
 * @param onFirst called with the first chunk in hand, before it is written.
 * @throws what the body broke with, what `writeChunk` throws, or what `onFirst` does.
 */
export function passOn(body: Readable, response: Response, signal: AbortSignal, onFirst: () => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isFirst = true;
  const fail = (error: unknown): void => {
    reject(error);
    body.destroy();
  };
  const take = (chunk: Uint8Array): void => {
    try {
      if (isFirst) onFirst();
      isFirst = false;
      const written = startWriting(response, chunk, signal);
      if (written === undefined) return;
      body.pause();
      written.then(() => body.resume(), fail);
    } catch (error) {
      fail(error);
    }
  };
  const close = (): void => reject(body.errored ?? new BedrockCallError('stream-broken', 'closed'));
  // One that broke before anybody listened has told so already.
  if (body.closed || body.destroyed) close();
  else
    body
      .on('data', take)
      .on('error', reject)
      .on('close', close)
      .on('end', () => resolve(void body.off('close', close)));
  return promise;
}
