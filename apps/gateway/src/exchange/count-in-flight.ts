import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { RequestsInFlight } from './requests-in-flight.js';

/** What tells about the process itself, under any prefix, answers while it is full. */
const UNCOUNTED =
  /^(?:\/v1)?(?:\/internet|\/vpn)?\/(?:health|health\/ready|status|docs|docs\/.*|console|console\/.*|openapi\.json)$/;

/** Answers a request that is not taken on. */
export type Refuse = (error: unknown, request: Request, response: Response) => void;

/**
 * Bounds the requests at work in this process. Above the limit they are refused at once, before anything is looked at
 * but the path: a queue that grows helps nobody, and a refusal that costs what an answer costs would leave no time for
 * answers. So it stands behind `openExchange` and in front of router, guards and filter, and has a refusal written by
 * itself: to pass an error on would take it past every path that there is.
 */
export function countInFlight(requests: RequestsInFlight, refuse: Refuse): RequestHandler {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (UNCOUNTED.test(request.path)) return next();
    try {
      requests.enter(request.exchange);
    } catch (error) {
      return refuse(error, request, response);
    }
    response.once('close', () => requests.leave(request.exchange));
    next();
  };
}
