import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Response } from 'express';
import { RequestsInFlight } from './requests-in-flight.js';

const IS_COUNTED = 'gateway:counted-in-flight';

/** Has the requests of a controller count: there is a bound on how many are at work in a process. */
export function CountedInFlight(): ClassDecorator {
  return SetMetadata(IS_COUNTED, true);
}

/**
 * Bounds the requests at work in this process. Above the limit they are refused at once, before token and body are
 * looked at: a queue that grows helps nobody. It stands before the other guards. A middleware could do the same, but
 * Express would keep a handler of it for each path and HTTP method.
 */
@Injectable()
export class InFlightGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly requests: RequestsInFlight,
  ) {}

  /** @throws {TooManyInFlightError} @throws {ShuttingDownError} */
  canActivate(context: ExecutionContext): boolean {
    if (this.reflector.get<boolean | undefined>(IS_COUNTED, context.getClass()) !== true) return true;
    this.requests.enter();
    context
      .switchToHttp()
      .getResponse<Response>()
      .once('close', () => this.requests.leave());
    return true;
  }
}
