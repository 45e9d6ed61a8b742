import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import express, { type Request, type Response } from 'express';
import { openExchange } from '../exchange/open-exchange.js';

/** An express application on 127.0.0.1 that lives as long as a test: `await using app = await startLoopbackApp(...)`. */
export interface LoopbackApp extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** What the handler made of the request with this number: settles as the handler does. */
  handled(index?: number): Promise<unknown>;
}

/** What a handler gets: the exchange is open already. */
export type Handler = (request: Request, response: Response) => unknown;

/** Serves every path under one handler. A handler that fails breaks the connection; `handled` tells why. */
export async function startLoopbackApp(handler: Handler, path = '/{*path}'): Promise<LoopbackApp> {
  const app = express();
  const works: PromiseWithResolvers<unknown>[] = [];
  const workOf = (index: number): PromiseWithResolvers<unknown> => (works[index] ??= createWork());
  let requests = 0;
  app.use(openExchange);
  app.all(path, (request, response) => {
    const work = workOf(requests);
    requests += 1;
    new Promise((resolve) => {
      resolve(handler(request, response));
    }).then(work.resolve, (error: unknown) => {
      work.reject(error);
      response.destroy();
    });
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    handled: (index = 0) => workOf(index).promise,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createWork(): PromiseWithResolvers<unknown> {
  const work = Promise.withResolvers<unknown>();
  work.promise.catch(() => undefined);
  return work;
}

/** A bare connection to a server, for requests that no HTTP client would send and answers that none would read. */
export async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that comes before the connection ends, however it ends. */
export async function readToEnd(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await closed(socket);
  return Buffer.concat(chunks).toString('utf8');
}

/** Resolves when a connection is closed, be it with an error. */
export async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}

/** Resolves when a count has not grown during many rounds of the event loop: whatever made it grow has stalled. */
export async function untilQuiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    for (let round = 0; round < 200; round += 1) await new Promise(setImmediate);
  }
}
