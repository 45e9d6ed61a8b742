import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../config/gateway-config.js';
import { ShuttingDownError, TooManyInFlightError } from '../problems/errors.js';

/**
 * The requests at work in this process. A provider of its own: Nest makes middleware anew beside the providers of the
 * same class, so that what a middleware keeps to itself nobody else ever sees.
 */
@Injectable()
export class RequestsInFlight {
  private entered = 0;
  private draining = false;

  constructor(private readonly config: GatewayConfig) {}

  /** Requests at work now. */
  get count(): number {
    return this.entered;
  }

  /** True once shutting down has begun. */
  get isDraining(): boolean {
    return this.draining;
  }

  /** Takes one more request on; `leave` once for each. @throws {TooManyInFlightError} @throws {ShuttingDownError} */
  enter(): void {
    if (this.draining) throw new ShuttingDownError();
    if (this.entered >= this.config.limits.maxInFlight) throw new TooManyInFlightError();
    this.entered += 1;
  }

  /** Says that a request is over, however it ended. */
  leave(): void {
    this.entered -= 1;
  }

  /** From here on new work is refused; what is at work goes on. Nest calls it before it closes the listener. */
  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
