import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { JsonObject } from '../json/json-object.js';
import type { HttpResponse } from './http-messages.js';

/** Sends one answer of the AWS JSON protocol. */
export function sendAwsJson(response: HttpResponse, version: '1.0' | '1.1', status: number, body: JsonObject): void {
  sendJson(response, status, body, {
    'content-type': `application/x-amz-json-${version}`,
    'x-amzn-requestid': randomUUID(),
  });
}

/** Sends a whole JSON body with its length. */
export function sendJson(
  response: HttpResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  const described = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers };
  for (const [name, value] of Object.entries(described)) response.setHeader(name, value);
  response.statusCode = status;
  response.end(bytes);
}

/** A signal that aborts when the client has left, or has heard everything. */
export function goneSignal(response: HttpResponse): AbortSignal {
  const gone = new AbortController();
  once(response, 'close').then(
    () => gone.abort(),
    () => gone.abort(),
  );
  return gone.signal;
}
