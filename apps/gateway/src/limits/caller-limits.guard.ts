import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { operationOf } from '../inference/operations.js';
import { CallerLimits } from './caller-limits.js';

/**
 * Holds each request against what its caller may have of this process. Runs behind `JwtAuthGuard`, for the caller has to
 * be known, and in front of `PermissionsGuard`: what a token does not grant costs a record as well.
 *
 * Refuses with `CallerLimitedError`.
 */
@Injectable()
export class CallerLimitsGuard implements CanActivate {
  constructor(private readonly limits: CallerLimits) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const { user: caller, exchange } = request;
    // Nobody would tell of the end of a request that ended while its token was being verified.
    if (caller === undefined || exchange.callerGone.aborted) return true;
    const declaredBytes = Number(request.get('content-length') ?? 0);
    const visit = this.limits.enter(caller, { streamed: operationOf(request)?.streamed === true, declaredBytes });
    exchange.onBodyBytes = visit.received;
    http.getResponse<Response>().once('close', visit.leave);
    return true;
  }
}
