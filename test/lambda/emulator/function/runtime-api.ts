import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Invocation } from './invocation.js';

/** Gives the runtime client its next invocation, with the time at which it must be done and the function's ARN. */
export type GiveWork = (invocation: Invocation, deadlineEpochMs: number, functionArn: string) => void;

/** Who hears what a runtime client says. */
export interface RuntimeListener {
  /** It has ended what it did before and asks for work. */
  onNext(give: GiveWork): void;
  /** It begins to send the answer to an invocation. */
  onAnswer(requestId: string, source: IncomingMessage): void;
  /** The handler threw before its answer began. */
  onError(requestId: string, payload: string): void;
  /** The handler's module could not be loaded. */
  onInitError(payload: string): void;
}

const BASE_PATH = '/2018-06-01/runtime';
const OF_INVOCATION = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/u;

/**
 * The Runtime API of one execution environment, on a port of its own, so that it is known who asks.
 * Source: Lambda developer guide, "Using the Lambda runtime API".
 */
export class RuntimeApi {
  readonly #server: Server;

  constructor(private readonly listener: RuntimeListener) {
    this.#server = createServer((request, response) => {
      // The process may end at any time; who waits for its answer hears of it by other ways.
      this.#serve(request, response).catch(() => response.destroy());
    });
    // The client keeps one connection for as long as its function is idle.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
  }

  /** Listens on a free port of the loopback address, and says which: `host:port`. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (url === `${BASE_PATH}/invocation/next`) return this.listener.onNext((...work) => writeWork(response, ...work));
    if (url === `${BASE_PATH}/init/error`) {
      this.listener.onInitError(await text(request));
      return accept(response);
    }
    const [, id = '', kind] = OF_INVOCATION.exec(url) ?? [];
    if (kind === 'error') {
      this.listener.onError(id, await text(request));
      return accept(response);
    }
    if (kind !== 'response') return void response.writeHead(404).end();
    request.once('end', () => accept(response));
    this.listener.onAnswer(id, request);
  }
}

function writeWork(
  response: ServerResponse,
  invocation: Invocation,
  deadlineEpochMs: number,
  functionArn: string,
): void {
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadlineEpochMs),
    'Lambda-Runtime-Invoked-Function-Arn': functionArn,
    'Lambda-Runtime-Trace-Id': `Root=1-00000000-${invocation.requestId.replaceAll('-', '').slice(0, 24)};Sampled=0`,
  });
  response.end(invocation.payload);
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
}
