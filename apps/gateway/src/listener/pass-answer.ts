import type { ClientRequest, IncomingMessage } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { finished } from 'node:stream';
import { toHttp2Headers, type Http1Answer } from './to-http2-headers.js';

/**
 * Passes on the answer to a request. One that breaks off resets the stream behind all that had come of it: no reader can
 * take it for whole.
 */
export function passAnswer(request: ClientRequest, stream: ServerHttp2Stream): void {
  request.on('information', (answer: Http1Answer) => {
    resetIfThrown(stream, () => stream.additionalHeaders(toHttp2Headers(answer)));
  });
  request.once('response', (answer: IncomingMessage) => {
    resetIfThrown(stream, () => passWhole(answer, stream));
  });
  // No answer, or bytes that are none. An answer that breaks off tells so itself.
  request.on('error', (error) => stream.destroy(error));
}

function passWhole(answer: IncomingMessage, stream: ServerHttp2Stream): void {
  stream.respond(toHttp2Headers(answer));
  // HEAD, and statuses that have no body.
  if (stream.writableEnded || isRefusalOfParser(answer)) {
    answer.resume();
    endAnswer(stream);
    return;
  }
  answer.pipe(stream, { end: false });
  finished(answer, (error) => {
    if (error) breakOff(stream, error);
    else endAnswer(stream);
  });
}

/**
 * Node's parser refuses a request in a line without a body, and closes.
 *
 * @throws {Error} if an answer of anybody else does not say where it ends: it could break off and look whole.
 */
function isRefusalOfParser({ statusCode = 0, headers }: IncomingMessage): boolean {
  if ('content-length' in headers || 'transfer-encoding' in headers) return false;
  if (statusCode >= 400) return true;
  throw new Error('The answer does not say where it ends');
}

/**
 * An answer that is whole before the upload is: the caller is told that nobody wants the rest (RFC 9113, section 8.1).
 * Not before the answer has left: if a stream is destroyed after `close`, but before what was written has left, Node sends
 * empty frames for ever.
 */
function endAnswer(stream: ServerHttp2Stream): void {
  stream.end(() => {
    if (stream.readableEnded) return;
    stream.unpipe();
    stream.resume();
    stream.close();
  });
}

/** What had come goes out first. Not by `close`: that would end the stream in order before it resets it. */
function breakOff(stream: ServerHttp2Stream, error: Error): void {
  stream.write('', () => stream.destroy(error));
}

/** Heads that HTTP/2 cannot carry, and streams that have gone meanwhile. */
function resetIfThrown(stream: ServerHttp2Stream, pass: () => void): void {
  try {
    pass();
  } catch (error) {
    stream.destroy(new Error('The answer cannot be passed on', { cause: error }));
  }
}
