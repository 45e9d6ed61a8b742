import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { vi } from 'vitest';

/** One invocation as Lambda's API receives it. */
export interface Invocation {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly event: string;
}

/** Lambda's API on 127.0.0.1, as the SDK's own endpoint: `await using lambda = await startLambda(...)`. */
export interface LoopbackLambda extends AsyncDisposable {
  readonly invocations: Invocation[];
  /** How many connections were accepted so far. */
  connections(): number;
  /** Resolves when the first connection is closed, be it with an error. */
  closed(): Promise<void>;
}

/** What answers an invocation, whose event has been read. The path names the function. */
export type Answer = (response: ServerResponse, event: string, path: string) => unknown;

/** Starts it, and points the SDK there until `vi.unstubAllEnvs`. */
export async function startLambda(answer: Answer): Promise<LoopbackLambda> {
  const invocations: Invocation[] = [];
  const sockets: Socket[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const event = await text(request);
    invocations.push({ method: request.method, path: request.url, event });
    await answer(response, event, request.url ?? '');
  };
  const server = createServer((request, response) => void take(request, response));
  server.on('connection', (socket) => sockets.push(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stubLambda((server.address() as AddressInfo).port);
  const dispose = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const closed = async (): Promise<void> => {
    const [socket] = sockets;
    if (socket?.closed === false) await new Promise((resolve) => socket.once('close', resolve));
  };
  return { invocations, connections: () => sockets.length, closed, [Symbol.asyncDispose]: dispose };
}

/** Points the SDK to a port of this machine. */
export function stubLambda(port: number): void {
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'us-gov-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'x');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'x');
}

/** Starts an answer, as Lambda does when the function begins to answer. */
export function begin(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'application/vnd.amazon.eventstream' }).flushHeaders();
  return response;
}

/** The error of an invocation that Lambda does not make. */
export function refuse(response: ServerResponse, status: number, type: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ Message: 'said by Lambda' }));
}

const codec = new EventStreamCodec(
  () => '',
  (characters) => Buffer.from(characters, 'utf8'),
);

/** A piece of what the function writes. */
export function payload(bytes: Uint8Array | string): Buffer {
  return frame('PayloadChunk', 'application/octet-stream', Buffer.from(bytes));
}

/** The end of the function, with the error if it failed. */
export function complete(ErrorCode?: string): Buffer {
  return frame('InvokeComplete', 'application/json', Buffer.from(JSON.stringify({ ErrorCode })));
}

function frame(eventType: string, contentType: string, body: Buffer): Buffer {
  const value = (text: string) => ({ type: 'string' as const, value: text });
  const headers = {
    ':event-type': value(eventType),
    ':content-type': value(contentType),
    ':message-type': value('event'),
  };
  return Buffer.from(codec.encode({ headers, body }));
}

/** The next piece of an answer, as text. */
export async function nextText(answer: AsyncIterator<Uint8Array>): Promise<string> {
  const { value, done } = await answer.next();
  return done === true ? 'the end' : Buffer.from(value).toString();
}
