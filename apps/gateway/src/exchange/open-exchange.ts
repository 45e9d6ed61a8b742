import type { NextFunction, Request, Response } from 'express';
import { withRequestIds } from '../logs/request-ids.js';
import { Exchange } from './exchange.js';
import { SAFE_HEADERS, TLS_ONLY } from './safe-headers.js';
import { traceIdOf } from './trace-id.js';

const SAFE = Object.entries(SAFE_HEADERS);

/**
 * Gives every request its exchange, its answer the ids and the headers that all have, and its lines in the log their
 * ids, whatever becomes of it. It stands in front of everything else, the router included: a path that cannot be decoded
 * is a request, too.
 */
export function openExchange(request: Request, response: Response, next: NextFunction): void {
  const exchange = new Exchange(request, response);
  request.exchange = exchange;
  response.setHeader('X-Request-ID', exchange.requestId);
  if (exchange.clientRequestId !== undefined) response.setHeader('X-Client-Request-ID', exchange.clientRequestId);
  for (const [name, value] of SAFE) response.setHeader(name, value);
  const traceId = traceIdOf(request);
  withRequestIds({ requestId: exchange.requestId, ...(traceId !== undefined && { traceId }) }, next);
}

/** Has browsers come back by TLS alone. For listeners that speak it. */
export function stayWithTls(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader(...TLS_ONLY);
  next();
}
