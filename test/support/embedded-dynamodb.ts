import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A DynamoDB on loopback, in memory, with faults to order. */
export interface EmbeddedDynamoDb {
  readonly url: string;
  /** Names of the operations that came in, oldest first, e.g. `PutItem`. */
  readonly operations: readonly string[];
  /** The next request of an operation is carried out, but its answer is lost: the connection is reset. */
  loseNextAnswerOf(operation: string): void;
  /** The next request of an operation is answered with an error of this type, and not carried out. */
  failNext(operation: string, errorType: string): void;
  close(): Promise<void>;
}

/** What may be otherwise. */
export interface EmbeddedDynamoDbOptions {
  readonly createTableMs?: number;
  /** Folder of a database that is there already; in memory without it. */
  readonly path?: string;
}

/** What the SDK has to find in its environment to talk to it. */
export const EMBEDDED_DYNAMODB_ENV = {
  AWS_REGION: 'us-gov-west-1',
  AWS_ACCESS_KEY_ID: 'embedded',
  AWS_SECRET_ACCESS_KEY: 'embedded',
} as const;

/** Headers that dynalite looks at. */
const FORWARDED = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];

const dynalite = createRequire(import.meta.url)('dynalite') as (options: {
  readonly createTableMs: number;
  readonly path?: string;
}) => Server;

/**
 * Starts dynalite behind a server of our own, which reads each body to its end before it hands it over: a client that
 * goes away in the middle of a body crashes the process that dynalite runs in.
 */
export async function startEmbeddedDynamoDb({
  createTableMs = 0,
  path,
}: EmbeddedDynamoDbOptions = {}): Promise<EmbeddedDynamoDb> {
  const inner = dynalite({ createTableMs, ...(path !== undefined && { path }) });
  const innerUrl = await listen(inner);
  const operations: string[] = [];
  const faults = new Map<string, (response: ServerResponse) => void>();
  const outer = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    operations.push(operation);
    serve(innerUrl, request, response, takeFault(faults, operation)).catch(() => response.destroy());
  });
  return {
    url: await listen(outer),
    operations,
    loseNextAnswerOf: (operation) => void faults.set(operation, (response) => response.destroy()),
    failNext: (operation, errorType) => void faults.set(`!${operation}`, (response) => fail(response, errorType)),
    close: async () => {
      await close(outer);
      await close(inner);
    },
  };
}

interface Fault {
  readonly isCarriedOut: boolean;
  readonly answer: (response: ServerResponse) => void;
}

function takeFault(faults: Map<string, Fault['answer']>, operation: string): Fault | undefined {
  for (const key of [operation, `!${operation}`]) {
    const answer = faults.get(key);
    if (answer && faults.delete(key)) return { isCarriedOut: key === operation, answer };
  }
  return undefined;
}

async function serve(url: string, request: IncomingMessage, response: ServerResponse, fault?: Fault): Promise<void> {
  const body = await buffer(request);
  if (fault?.isCarriedOut === false) return fault.answer(response);
  const headers = FORWARDED.map((name): [string, string] => [name, String(request.headers[name] ?? '')]);
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
  const answerBody = Buffer.from(await answer.arrayBuffer());
  if (fault) return fault.answer(response);
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answerBody);
}

function fail(response: ServerResponse, errorType: string): void {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${errorType}`, message: 'ordered' });
  response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
