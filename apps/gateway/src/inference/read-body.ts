import type { Request } from 'express';
import { BedrockCallError, classifyAbort } from '@app/bedrock';
import { BodyTooLargeError, MediaTypeUnsupportedError } from '../problems/errors.js';

/** After a refusal this much more of an upload is taken and thrown away, so that the sender gets to read the answer. */
const DRAIN_LIMIT_BYTES = 8 * 1024 * 1024;
const DRAIN_TIMEOUT_MS = 5_000;

/**
 * Reads a JSON body as bytes. It stops at the limit, while reading, and never holds more than the limit.
 *
 * @param signal ends the wait for a body that does not come.
 * @throws {MediaTypeUnsupportedError} for another content type or any content encoding.
 * @throws {BodyTooLargeError} as soon as the declared or the received length is over the limit.
 * @throws {BedrockCallError} `client-gone` or `timeout` if the upload ends early.
 */
export async function readJsonBody(request: Request, maxBodyBytes: number, signal: AbortSignal): Promise<Buffer> {
  if (!request.is('application/json') || isEncoded(request)) throw refuse(request, new MediaTypeUnsupportedError());
  if (Number(request.get('content-length') ?? 0) > maxBodyBytes) {
    throw refuse(request, new BodyTooLargeError(maxBodyBytes));
  }
  const body = await collect(request, maxBodyBytes, signal);
  if (!body) throw refuse(request, new BodyTooLargeError(maxBodyBytes));
  return body;
}

function isEncoded(request: Request): boolean {
  return (request.get('content-encoding') ?? 'identity') !== 'identity';
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

/** Lets the rest of an upload pass unread within bounds, then cuts the connection. Returns the error for `throw`. */
function refuse<Refusal extends Error>(request: Request, refusal: Refusal): Refusal {
  let bytes = 0;
  const { socket } = request;
  const cut = (): void => {
    socket.destroy();
  };
  const timer = setTimeout(cut, DRAIN_TIMEOUT_MS);
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > DRAIN_LIMIT_BYTES) cut();
  });
  request.on('error', () => undefined);
  request.once('close', () => clearTimeout(timer));
  request.resume();
  return refusal;
}
