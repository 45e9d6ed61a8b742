import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import dynalite from 'dynalite';
import { parseJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

/** A whole answer of the engine. */
export interface EngineAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** dynalite looks at the form of a signature and not at its truth; this has the form. */
const ownHeaders: IncomingHttpHeaders = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-date': '20200101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=sandbox/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

/** Nothing that dynalite does takes this long; what is not done by then is given up. */
const drainTimeoutMs = 5_000;

/**
 * dynalite in this process, reached without a socket.
 *
 * It throws from within when the connection of a request breaks, which ends the process. So it never sees a
 * connection: it is given whole requests, and what it answers is collected.
 */
export class DynaliteEngine {
  readonly #server: Server;
  readonly #pending = new Set<Promise<unknown>>();

  private constructor(options: { path?: string }) {
    this.#server = dynalite({ ...options, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  }

  /** Opens the database in `path`, which no other process may have open; in memory without one. */
  static async open(path: string | undefined): Promise<DynaliteEngine> {
    if (path === undefined) return new DynaliteEngine({});
    await mkdir(path, { recursive: true });
    return new DynaliteEngine({ path });
  }

  /** Does one request. The body must be a JSON object: dynalite breaks on `null`. */
  perform(headers: IncomingHttpHeaders, body: Buffer): Promise<EngineAnswer> {
    const request = Object.assign(Readable.from([body], { objectMode: false }), { method: 'POST', url: '/', headers });
    const response = new CollectedResponse();
    this.#server.emit('request', request, response);
    const done = response.answer;
    this.#pending.add(done);
    return done.finally(() => this.#pending.delete(done));
  }

  /** Does one operation of our own. */
  async call(operation: string, input: JsonObject): Promise<{ status: number; output: JsonObject }> {
    const headers = { ...ownHeaders, 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const { status, body } = await this.perform(headers, Buffer.from(JSON.stringify(input)));
    return { status, output: parseJsonObject(body) ?? {} };
  }

  /** Closes the database when everything under way is done: dynalite throws at what comes after. */
  async close(): Promise<void> {
    const timer = new AbortController();
    const timeout = sleep(drainTimeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.#pending), timeout]);
    timer.abort();
    // Only a server that listens closes its database; it listens for the length of this call.
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server.close(() => resolve());
    await promise;
  }
}

/** As much of a `ServerResponse` as dynalite touches. */
class CollectedResponse extends Writable {
  statusCode = 200;
  contentType = '';
  readonly answer: Promise<EngineAnswer>;
  readonly #headers: Record<string, string> = {};
  readonly #chunks: Buffer[] = [];

  constructor() {
    super();
    this.answer = once(this, 'finish').then(() => ({
      status: this.statusCode,
      headers: this.#headers,
      body: Buffer.concat(this.#chunks),
    }));
  }

  setHeader(name: string, value: unknown): void {
    this.#headers[name.toLowerCase()] = String(value);
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }
}
