import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** A request over either version of HTTP. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;

/** A response over either version of HTTP. */
export type HttpResponse = ServerResponse | Http2ServerResponse;

/** What a server does with each exchange; it must not throw. */
export type HttpHandler = (request: HttpRequest, response: HttpResponse) => void;

/** The path of a request as it was sent, still percent-encoded, and its query without the question mark. */
export function splitTarget(request: HttpRequest): { rawPath: string; rawQuery: string } {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  if (mark < 0) return { rawPath: target, rawQuery: '' };
  return { rawPath: target.slice(0, mark), rawQuery: target.slice(mark + 1) };
}

/** One header as a string, or undefined: repeated headers count as their first. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
