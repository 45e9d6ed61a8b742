import type { Request } from 'express';
import { BedrockCallError, classifyAbort } from '@app/bedrock';
import { BodyTooLargeError, MediaTypeUnsupportedError } from '../problems/errors.js';

const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

/**
 * Reads a JSON body as bytes. It stops at the limit, while reading, and never holds more than the limit. The rest of an
 * upload that it refuses stays unread: what becomes of it is up to the problem filter.
 *
 * @param signal ends the wait for a body that does not come.
 * @throws {MediaTypeUnsupportedError} for another content type or any content encoding.
 * @throws {BodyTooLargeError} as soon as the declared or the received length is over the limit.
 * @throws {BedrockCallError} `client-gone` or `timeout` if the upload ends early.
 */
export async function readJsonBody(request: Request, maxBodyBytes: number, signal: AbortSignal): Promise<Buffer> {
  if (!isPlainJson(request)) throw new MediaTypeUnsupportedError();
  if (Number(request.get('content-length') ?? 0) > maxBodyBytes) throw new BodyTooLargeError(maxBodyBytes);
  const body = await collect(request, maxBodyBytes, signal);
  if (!body) throw new BodyTooLargeError(maxBodyBytes);
  return body;
}

function isPlainJson(request: Request): boolean {
  const encoding = request.get('content-encoding') ?? 'identity';
  return JSON_TYPE.test(request.get('content-type') ?? '') && encoding.toLowerCase() === 'identity';
}

/** Undefined as soon as the body is over the limit. */
function collect(request: Request, maxBodyBytes: number, signal: AbortSignal): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return resolve(undefined);
    chunks.push(chunk);
  };
  const onEnd = (): void => resolve(Buffer.concat(chunks, bytes));
  const onGone = (): void => reject(new BedrockCallError('client-gone', 'upload-ended-early'));
  const onAbort = (): void => reject(classifyAbort(signal));
  const listeners = { data: onData, end: onEnd, error: onGone, close: onGone };
  for (const [event, listener] of Object.entries(listeners)) request.on(event, listener);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    for (const [event, listener] of Object.entries(listeners)) request.off(event, listener);
    signal.removeEventListener('abort', onAbort);
  });
}
