import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A request as API Gateway has taken it in. */
export interface ReceivedRequest {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly receivedAtEpochMs: number;
  readonly method: string;
  /** Without stage and query; percent-encoding as it came. */
  readonly path: string;
  /** With the stage, as the client sent it. */
  readonly fullPath: string;
  readonly query: URLSearchParams;
  /** Names as the client wrote them, values in their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly sourceIp: string;
  readonly host: string;
  readonly body: Buffer;
}

/** What ends at API Gateway, and what it adds itself. */
const NOT_FORWARDED: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
]);

/** Takes in a request whose body was read. */
export function receiveRequest(
  request: IncomingMessage,
  path: string,
  body: Buffer,
  receivedAtEpochMs: number,
): ReceivedRequest {
  const [requestId, fullUrl] = [randomUUID(), request.url ?? '/'];
  const [fullPath = '/', search = ''] = fullUrl.split(/\?(.*)/su);
  const sourceIp = request.socket.remoteAddress ?? '';
  return {
    requestId,
    extendedRequestId: Buffer.from(requestId.slice(0, 12)).toString('base64'),
    receivedAtEpochMs,
    method: request.method ?? '',
    path,
    fullPath,
    query: new URLSearchParams(search),
    headers: forwardedHeaders(request, sourceIp),
    sourceIp,
    host: request.headers.host ?? '',
    body,
  };
}

/** The last value of a header, whatever its case; undefined when there is none. */
export function headerOf(request: ReceivedRequest, name: string): string | undefined {
  const found = [...request.headers].find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1].at(-1);
}

function forwardedHeaders(request: IncomingMessage, sourceIp: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>();
  const spellings = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const spelling = spellings.get(name.toLowerCase()) ?? name;
    spellings.set(name.toLowerCase(), spelling);
    headers.set(spelling, [...(headers.get(spelling) ?? []), value]);
  };
  const { rawHeaders } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (!NOT_FORWARDED.has(name.toLowerCase())) add(name, value);
  }
  add('X-Forwarded-For', sourceIp);
  add('X-Forwarded-Port', '443');
  add('X-Forwarded-Proto', 'https');
  return headers;
}
