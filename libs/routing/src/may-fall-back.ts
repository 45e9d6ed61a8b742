import { BedrockCallError, NoEndpointError, type FailureKind } from '@app/bedrock';
import { BreakerOpenError } from './errors.js';

/** Failures of the way rather than of Bedrock, the account or the request: another route may do better. */
const FAILURES_OF_THE_ROUTE: ReadonlySet<FailureKind> = new Set(['unreachable', 'not-bedrock']);

/** Whether a call failed because of the route it took. Such failures also count against the route's breaker. */
export function isFailureOfRoute(error: unknown): error is BedrockCallError {
  return error instanceof BedrockCallError && FAILURES_OF_THE_ROUTE.has(error.kind);
}

/** Whether the next route may be tried after this error: nothing of an answer has been seen yet. */
export function mayFallBack(error: unknown): error is BedrockCallError | BreakerOpenError | NoEndpointError {
  return error instanceof BreakerOpenError || error instanceof NoEndpointError || isFailureOfRoute(error);
}
