import { STATUS_CODES } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import { SAFE_HEADERS } from '../exchange/safe-headers.js';
import type { Problem } from '../problems/problem.js';

/** An answer to what never became a request. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Answers what never became a request. Its path is not known, and so is not which of the two shapes its sender reads: the
 * document has the members of both, as those of API Gateway have.
 *
 * @param requestId of the request that broke off, where there was one: it has a record
 */
export function refusalOf(problem: Problem, requestId: string = uuidv7()): Refusal {
  const { status, type, message, retryable, details = {} } = problem;
  const error = { type, message, retryable, details };
  const timestamp = new Date().toISOString();
  const body = JSON.stringify({ message, statusCode: status, error, requestId, routingMethod: 'auto', timestamp });
  const headers = {
    'x-request-id': requestId,
    'x-amzn-requestid': requestId,
    'x-amzn-errortype': type,
    ...SAFE_HEADERS,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  };
  return { status, headers, body };
}

/** The same as HTTP/1.1 writes it, on a connection that ends with it. */
export function writeRefusal(problem: Problem, requestId?: string): string {
  const { status, headers, body } = refusalOf(problem, requestId);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}connection: close\r\n\r\n${body}`;
}
