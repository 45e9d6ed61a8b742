import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A server on 127.0.0.1 that lives as long as a test: `await using server = await startHttpServer(...)`. */
export interface LoopbackServer extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly port: number;
  /** How many connections were accepted so far. */
  connections(): number;
}

export function startHttpServer(
  listener: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>,
): Promise<LoopbackServer> {
  return listen(createServer((request, response) => void listener(request, response)));
}

/** A server that gets the bare socket, for answers that no HTTP library would send. */
export function startTcpServer(listener: (socket: Socket) => void): Promise<LoopbackServer> {
  return listen(createTcpServer(listener));
}

async function listen(server: Server): Promise<LoopbackServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on('connection', (socket) => {
    accepted += 1;
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    connections: () => accepted,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers as Bedrock does: request id, JSON unless said otherwise. */
export function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  const given = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers };
  response.writeHead(status, given).end(body);
}

/** Starts an event stream and leaves it open. */
export function beginStream(response: ServerResponse): ServerResponse {
  response.writeHead(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': '11111111-2222-3333-4444-555555555555',
  });
  response.flushHeaders();
  return response;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
