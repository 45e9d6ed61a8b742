import type { UpstreamAnswer } from '@app/bedrock';
import type { Request } from 'express';
import { requestedMethod } from '../inference/read-routing-headers.js';

/** An error as a caller sees it. `message` and `details` are fixed texts and field names, or Bedrock's own message. */
export interface Problem {
  /** HTTP status; 499 (caller gone) is recorded and never sent. */
  readonly status: number;
  /** One of the types of the API contract, e.g. `ThrottlingException`. */
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly details?: Readonly<Record<string, string | number>>;
  readonly retryAfterSeconds?: number;
  /** Value of `WWW-Authenticate`. */
  readonly challenge?: string;
  readonly upstreamRequestId?: string;
  /** Bedrock's own answer, where this problem is nothing but that. */
  readonly answer?: UpstreamAnswer;
}

/** The error document of the seed paths. */
export function problemDocument(problem: Problem, request: Request): object {
  const { exchange } = request;
  const { status, type, message, retryable, details = {} } = problem;
  return {
    statusCode: status,
    error: { type, message, retryable, details },
    requestId: exchange.requestId,
    routingMethod: exchange.trace.attempts.at(-1)?.route ?? requestedMethod(request),
    timestamp: new Date().toISOString(),
  };
}
