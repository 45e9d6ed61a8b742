import type { NextFunction, Request, Response } from 'express';
import { Exchange } from './exchange.js';

/**
 * Gives every request its exchange and its id headers, whatever becomes of it. It stands in front of everything else,
 * the router included: a path that cannot be decoded is a request, too.
 */
export function openExchange(request: Request, response: Response, next: NextFunction): void {
  const exchange = new Exchange(request, response);
  request.exchange = exchange;
  response.setHeader('X-Request-ID', exchange.requestId);
  if (exchange.clientRequestId !== undefined) response.setHeader('X-Client-Request-ID', exchange.clientRequestId);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  next();
}
