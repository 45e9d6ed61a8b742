import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import { describeError } from '../logs/describe-error.js';
import { writeLogLine } from '../logs/write-log-line.js';
import { DEFECT } from './problem.table.js';

type Handle = (request: IncomingMessage, response: ServerResponse, done?: (error?: unknown) => void) => void;

/**
 * Answers what no filter has caught, the filter's own errors among them, with a 500 that says nothing. By itself Express
 * would write the error with its message to the console, and a page of HTML to the caller.
 */
export function answerLastErrors(app: Express): void {
  // Express declares no types for it; it is how its own routers are asked, too.
  const handle = Reflect.get(app, 'handle') as Handle;
  const guarded: Handle = (request, response, done = (error) => answer(error, response)) => {
    Reflect.apply(handle, app, [request, response, done]);
  };
  Object.assign(app, { handle: guarded });
}

function answer(error: unknown, response: ServerResponse): void {
  // Middleware gives each answer its id before anything else; it may be what has failed.
  const id = response.getHeader('X-Request-ID');
  const requestId = typeof id === 'string' ? id : randomUUID();
  writeLogLine('error', { event: 'unanswered', requestId, ...describeError(error) }, 'Problem');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, type, message, retryable } = DEFECT;
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('x-amzn-errortype', type);
  const document = { message, statusCode: status, error: { type, message, retryable, details: {} }, requestId };
  response.end(JSON.stringify(document));
}
