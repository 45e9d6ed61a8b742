import type { Request } from 'express';
import { BedrockCallError, classifyAbort } from '@app/bedrock';
import { BodyTooLargeError, BodyTooSlowError, MediaTypeUnsupportedError } from '../problems/errors.js';
import { UploadPace } from './upload-pace.js';

/** Content types of bodies that are JSON and say so. */
export const JSON_BODY = /^application\/json[ \t]*(?:;|$)/i;

/** The same for a model's own body, of which boto3 says nothing by default and the AWS SDK for JavaScript only bytes. */
export const MODEL_BODY = /^(?:application\/(?:json|octet-stream)[ \t]*(?:;|$)|$)/i;

/**
 * Reads a body of one of the `mediaTypes` as bytes. It stops at the limit, while reading, and never holds more than
 * that. The rest of an upload that it refuses stays unread: what becomes of it is up to the problem filter.
 *
 * @param signal ends the wait for a body that does not come.
 * @throws {MediaTypeUnsupportedError} for another content type or any content encoding.
 * @throws {BodyTooLargeError} as soon as the declared or the received length is over the limit.
 * @throws {BodyTooSlowError} if it comes too slowly.
 * @throws {BedrockCallError} `client-gone` or `timeout` if the upload ends early.
 */
export async function readBody(
  request: Request,
  mediaTypes: RegExp,
  maxBodyBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const isPlain = (request.get('content-encoding') ?? 'identity').toLowerCase() === 'identity';
  if (!isPlain || !mediaTypes.test(request.get('content-type') ?? '')) throw new MediaTypeUnsupportedError();
  if (Number(request.get('content-length') ?? 0) > maxBodyBytes) throw new BodyTooLargeError(maxBodyBytes);
  const body = await collect(request, maxBodyBytes, signal);
  if (!body) throw new BodyTooLargeError(maxBodyBytes);
  return body;
}

/** Undefined as soon as the body is over the limit. */
function collect(request: Request, maxBodyBytes: number, signal: AbortSignal): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const pace = new UploadPace(() => reject(new BodyTooSlowError()));
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    pace.took(chunk.length);
    request.exchange.onBodyBytes(chunk.length);
    if (bytes > maxBodyBytes) return resolve(undefined);
    chunks.push(chunk);
  };
  const onEnd = (): void => {
    // Once it is whole, the stream's own end says nothing more.
    request.off('close', onGone);
    const [only] = chunks;
    resolve(only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks, bytes));
  };
  const onGone = (): void => reject(new BedrockCallError('client-gone', 'upload-ended-early'));
  const onAbort = (): void => reject(classifyAbort(signal));
  const listeners = { data: onData, end: onEnd, error: onGone, close: onGone };
  for (const [event, listener] of Object.entries(listeners)) request.on(event, listener);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    pace[Symbol.dispose]();
    for (const [event, listener] of Object.entries(listeners)) request.off(event, listener);
    signal.removeEventListener('abort', onAbort);
  });
}
