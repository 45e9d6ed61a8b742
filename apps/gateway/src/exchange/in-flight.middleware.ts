import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RequestsInFlight } from './requests-in-flight.js';

/**
 * Bounds the requests at work in this process. Above the limit they are refused at once, before token and body are
 * looked at: a queue that grows helps nobody.
 */
@Injectable()
export class InFlightMiddleware implements NestMiddleware {
  /** Nest calls this once for each pattern that a path fits; a request counts once all the same. */
  private readonly counted = new WeakSet<Request>();

  constructor(private readonly requests: RequestsInFlight) {}

  /** @throws {TooManyInFlightError} @throws {ShuttingDownError} */
  use(request: Request, response: Response, next: NextFunction): void {
    if (!this.counted.has(request)) this.count(request, response);
    next();
  }

  private count(request: Request, response: Response): void {
    this.requests.enter();
    this.counted.add(request);
    response.once('close', () => this.requests.leave());
  }
}
