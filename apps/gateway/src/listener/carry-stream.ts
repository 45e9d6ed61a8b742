import { request as openRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { MemoryConnection } from './memory-connections.js';
import { passAnswer } from './pass-answer.js';
import { BAD_REQUEST } from '../problems/problem.table.js';
import { refusalOf } from './refusal.js';
import { toHttp1Request } from './to-http1-request.js';

/**
 * When the application is done with an answer, what is left of it is a few chunks: a reader who takes nothing of them for
 * this long is cut off. Before that, waiting for readers is the application's business.
 */
const LAST_CHUNKS_TIMEOUT_MS = 60_000;

/** An application whose answer is whole, and has left, gets this long to say so. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * Carries one HTTP/2 stream as one HTTP/1.1 request over a connection of its own, and the answer back. Whatever ends one
 * of them ends the other: a caller who leaves is gone for the application at once, and an answer that breaks off becomes
 * a reset stream.
 */
export function carryStream(
  stream: ServerHttp2Stream,
  rawHeaders: readonly string[],
  connect: () => MemoryConnection,
): void {
  // `close` follows every error.
  stream.on('error', () => undefined);
  // Reset by the very packet that opened it.
  if (stream.closed || stream.destroyed) return;
  const head = toHttp1Request(rawHeaders, !stream.endAfterHeaders);
  if (head === undefined) {
    const { status, headers, body } = refusalOf(BAD_REQUEST);
    stream.respond({ ':status': status, ...headers });
    stream.end(body);
    return;
  }
  const connection = connect();
  const request = openRequest({ ...head, createConnection: () => connection.clientSide });
  endTogether(stream, request, connection);
  passUpload(stream, request);
  passAnswer(request, stream);
}

function endTogether(stream: ServerHttp2Stream, request: ClientRequest, connection: MemoryConnection): void {
  const { clientSide, serverSide } = connection;
  let answer: IncomingMessage | undefined;
  request.once('response', (received) => (answer = received));
  const leave = (): void => {
    // A caller may have all of an answer a moment before the application has said that it is all: it is not gone then.
    if (answer?.complete !== true) clientSide.destroy();
    else if (!serverSide.closed) closeInTime(connection);
  };
  stream.once('aborted', leave).once('close', leave);
  // Whole, or broken.
  serverSide.once('close', () => {
    stream.setTimeout(LAST_CHUNKS_TIMEOUT_MS, () => stream.destroy(new Error('Nobody reads the rest of the answer')));
  });
}

function closeInTime({ clientSide, serverSide }: MemoryConnection): void {
  const timer = setTimeout(() => clientSide.destroy(), CLOSE_TIMEOUT_MS);
  serverSide.once('close', () => clearTimeout(timer));
}

/** Not by `pipeline`: an answer may be whole before the upload is, and must not be torn down with it. */
function passUpload(stream: ServerHttp2Stream, request: ClientRequest): void {
  // The head goes first: the application may answer, or refuse, before there is a body. Not by `flushHeaders`, which takes
  // the bytes of a value for characters.
  request.write('', 'latin1');
  stream.pipe(request, { end: false });
  // Node ends what can be read of a stream that was reset without an error code, too: an upload is whole only if the
  // stream goes on behind it.
  stream.once('end', () => {
    if (!stream.closed) request.end();
  });
}
