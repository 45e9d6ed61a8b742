import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { GatewayConfig } from '../config/gateway-config.js';
import { ShuttingDownError, TooManyInFlightError } from '../problems/errors.js';

/**
 * Bounds the requests at work in this process. Above the limit they are refused at once, before token and body are
 * looked at: a queue that grows helps nobody.
 */
@Injectable()
export class InFlightMiddleware implements NestMiddleware {
  private count = 0;
  private draining = false;

  constructor(private readonly config: GatewayConfig) {}

  /** Requests at work now. */
  get inFlight(): number {
    return this.count;
  }

  /** True once shutting down has begun. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** @throws {TooManyInFlightError} @throws {ShuttingDownError} */
  use(_request: Request, response: Response, next: NextFunction): void {
    if (this.draining) throw new ShuttingDownError();
    if (this.count >= this.config.limits.maxInFlight) throw new TooManyInFlightError();
    this.count += 1;
    response.once('close', () => {
      this.count -= 1;
    });
    next();
  }

  /** From here on new work is refused; what is at work goes on. */
  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
