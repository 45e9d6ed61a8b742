import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, with every byte as it was sent. */
  readonly target: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What stands in Bedrock's place where a test has to see every byte of a request, or to write every header of an answer. */
export interface RecordingUpstream extends AsyncDisposable {
  readonly url: string;
  readonly received: ReceivedRequest[];
}

/** Writes an answer. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** The id under which this upstream answers unless a test has it say another. */
export const UPSTREAM_REQUEST_ID = '99999999-8888-7777-6666-555555555555';

/** A good answer of any operation in one piece. */
export function answerEmpty(response: ServerResponse): void {
  const headers = {
    'content-type': 'application/json',
    'x-amzn-requestid': UPSTREAM_REQUEST_ID,
    'content-length': '2',
  };
  response.writeHead(200, headers).end('{}');
}

/** Starts it on a free port of the loopback address. */
export async function startRecordingUpstream(answer: Answer = answerEmpty): Promise<RecordingUpstream> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const serve = async (): Promise<void> => {
      const arrived = await receive(request);
      received.push(arrived);
      answer(response, arrived);
    };
    serve().catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url: target = '', headersDistinct } = request;
  const headers = Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]);
  return {
    method,
    target,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: await buffer(request),
  };
}
