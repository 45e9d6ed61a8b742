import { once } from 'node:events';
import {
  connect,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';

/** How a stream ended, and all that came before. */
export interface StreamAnswer {
  /** 0 if there was none. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The code of the reset; 0 if the stream ended in order. */
  readonly rstCode: number;
  /** Whether the end of the answer came: what was reset has none. */
  readonly isWhole: boolean;
}

/** A session that is cut when the test is over: `await using client = await openClient(url)`. */
export interface Http2Client extends AsyncDisposable {
  readonly session: ClientHttp2Session;
  open(headers?: OutgoingHttpHeaders, body?: Buffer | string): ClientHttp2Stream;
  fetch(headers?: OutgoingHttpHeaders, body?: Buffer | string): Promise<StreamAnswer>;
}

/** Connects with prior knowledge. Errors of the session are for tests to look at, not to die of. */
export async function openClient(url: string): Promise<Http2Client> {
  const session = connect(url).on('error', () => undefined);
  const isClosed = new Promise((resolve) => session.once('close', resolve));
  await once(session, 'connect');
  const open: Http2Client['open'] = (headers = {}, body) => {
    const method = body === undefined ? 'GET' : 'POST';
    const stream = session.request({ ':method': method, ':path': '/', ...headers }, { endStream: body === undefined });
    stream.on('error', () => undefined);
    if (body !== undefined) stream.end(body);
    return stream;
  };
  return {
    session,
    open,
    fetch: (headers, body) => answerTo(open(headers, body)),
    [Symbol.asyncDispose]: async () => {
      session.destroy();
      await isClosed;
    },
  };
}

/** Reads a stream to its end, however it ends. */
export async function answerTo(stream: ClientHttp2Stream): Promise<StreamAnswer> {
  const chunks: Buffer[] = [];
  const answer = { status: 0, headers: {} as IncomingHttpHeaders, hasEnded: false };
  stream.once('response', (headers) => Object.assign(answer, { status: headers[':status'], headers }));
  stream.once('end', () => (answer.hasEnded = true));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await closedStream(stream);
  const { rstCode, aborted } = stream;
  const body = Buffer.concat(chunks).toString('utf8');
  const isWhole = answer.hasEnded && rstCode === 0 && !aborted;
  return { status: answer.status, headers: answer.headers, body, rstCode, isWhole };
}

/** Resolves when a stream is over, be it with an error. */
export async function closedStream(stream: ClientHttp2Stream): Promise<void> {
  if (!stream.closed || !stream.destroyed) await new Promise<void>((resolve) => stream.once('close', () => resolve()));
}
