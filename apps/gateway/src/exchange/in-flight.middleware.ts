import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { RequestsInFlight } from './requests-in-flight.js';

/**
 * Bounds the requests at work in this process. Above the limit they are refused at once, before token and body are
 * looked at: a queue that grows helps nobody.
 */
@Injectable()
export class InFlightMiddleware implements NestMiddleware {
  constructor(private readonly requests: RequestsInFlight) {}

  /** @throws {TooManyInFlightError} @throws {ShuttingDownError} */
  use(_request: Request, response: Response, next: NextFunction): void {
    this.requests.enter();
    response.once('close', () => this.requests.leave());
    next();
  }
}
