import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A moment at which a process asks for work, and how it is given some. */
export interface WorkWanted {
  readonly atMs: number;
  give(payload: string): void;
}

/** What came back for a piece of work. Times as of `performance.now()`. */
export interface Answer {
  readonly body: Buffer;
  readonly firstByteAtMs: number;
  readonly endedAtMs: number;
}

/** A function said that it failed; the message is its own report. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
}

const ANSWER = /\/invocation\/[^/]+\/response$/;
const DEADLINE_MS = 60_000;

/**
 * As much of Lambda's Runtime API as a measurement needs, for one process: it is given one piece of work after another.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi implements AsyncDisposable {
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #asked = Promise.withResolvers<WorkWanted>();
  #answered = Promise.withResolvers<Answer>();

  private constructor() {
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#forgive();
  }

  /** Listens on a free port of the loopback address. */
  static async open(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  /** `host:port`, as processes are told it. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Resolves when the process asks for work. @throws FunctionFailed if it could not start */
  get asked(): Promise<WorkWanted> {
    return this.#asked.promise;
  }

  /** Resolves when the work given last is answered. @throws FunctionFailed if it failed */
  get answered(): Promise<Answer> {
    return this.#answered.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    if (request.url?.endsWith('/invocation/next') === true) {
      return this.#asked.resolve({ atMs, give: (payload) => this.#give(response, payload) });
    }
    const outcome = await (ANSWER.test(request.url ?? '') ? read(request, atMs) : failureIn(request));
    response.writeHead(202).end('{}');
    if (!(outcome instanceof FunctionFailed)) return this.#answered.resolve(outcome);
    this.#asked.reject(outcome);
    this.#answered.reject(outcome);
  }

  #give(response: ServerResponse, payload: string): void {
    [this.#asked, this.#answered] = [Promise.withResolvers(), Promise.withResolvers()];
    this.#forgive();
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': randomUUID(),
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + DEADLINE_MS),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:measured',
      'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    response.end(payload);
  }

  /** A failure that nobody waits for is none that ends the process. */
  #forgive(): void {
    this.#asked.promise.catch(() => undefined);
    this.#answered.promise.catch(() => undefined);
  }
}

async function read(request: IncomingMessage, atMs: number): Promise<Answer | FunctionFailed> {
  let firstByteAtMs = atMs;
  request.once('data', () => (firstByteAtMs = performance.now()));
  const chunks = await request.toArray();
  const failure = request.trailers['lambda-runtime-function-error-type'];
  if (failure !== undefined) return new FunctionFailed(failure);
  return { body: Buffer.concat(chunks), firstByteAtMs, endedAtMs: performance.now() };
}

async function failureIn(request: IncomingMessage): Promise<FunctionFailed> {
  return new FunctionFailed(await text(request));
}
