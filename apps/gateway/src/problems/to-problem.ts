import { AuditError } from '@app/audit';
import { BedrockError } from '@app/bedrock';
import { RoutingError } from '@app/routing';
import { NotFoundException } from '@nestjs/common';
import type { Request } from 'express';
import { AuthError } from '../auth/errors.js';
import { isBedrockPath } from '../native/bedrock-paths.js';
import { GatewayError } from './errors.js';
import { asNativeProblem } from './native-problem.js';
import { DEFECT, PROBLEMS, UNKNOWN_OPERATION, type KnownError } from './problem.table.js';
import type { Problem } from './problem.js';

/** What an error is for the caller of this very request. */
export function problemOf(error: unknown, request: Request): Problem {
  const problem = toProblem(error);
  return isBedrockPath(request) ? asNativeProblem(problem) : problem;
}

/** What any error is over HTTP. What is not known is a defect of ours, and tells nothing. */
export function toProblem(error: unknown): Problem {
  if (isKnownError(error)) return rowOf(error)(error);
  // All that Nest's router refuses: a path that does not exist.
  return error instanceof NotFoundException ? UNKNOWN_OPERATION : DEFECT;
}

/** Whether an error belongs to one of our families: only their `code`, `kind` and `reason` are known to be fixed words. */
export function isKnownError(error: unknown): error is KnownError {
  return [AuditError, AuthError, BedrockError, GatewayError, RoutingError].some((family) => error instanceof family);
}

// The table is typed by code; that a row takes the error of its own code cannot be said for a union of them.
function rowOf(error: KnownError): (error: KnownError) => Problem {
  return PROBLEMS[error.code] as (error: KnownError) => Problem;
}
