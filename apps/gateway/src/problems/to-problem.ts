import { AuditError } from '@app/audit';
import { BedrockError } from '@app/bedrock';
import { RoutingError } from '@app/routing';
import { HttpException } from '@nestjs/common';
import { AuthError } from '../auth/errors.js';
import { GatewayError } from './errors.js';
import { DEFECT, PROBLEMS, UNKNOWN_OPERATION, type KnownError } from './problem.table.js';
import type { Problem } from './problem.js';

/** What any error is over HTTP. What is not known is a defect of ours, and tells nothing. */
export function toProblem(error: unknown): Problem {
  if (isKnown(error)) return rowOf(error)(error);
  const notFound = error instanceof HttpException && error.getStatus() === 404;
  return notFound ? UNKNOWN_OPERATION : DEFECT;
}

function isKnown(error: unknown): error is KnownError {
  return [AuditError, AuthError, BedrockError, GatewayError, RoutingError].some((family) => error instanceof family);
}

// The table is typed by code; that a row takes the error of its own code cannot be said for a union of them.
function rowOf(error: KnownError): (error: KnownError) => Problem {
  return PROBLEMS[error.code] as (error: KnownError) => Problem;
}
