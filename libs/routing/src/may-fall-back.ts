import { BedrockCallError, CredentialsUnavailableError, NoEndpointError, type FailureKind } from '@app/bedrock';
import { BreakerOpenError } from './errors.js';

/** Failures of the way rather than of Bedrock, the account or the request: another route may do better. */
const FAILURES_OF_THE_ROUTE: ReadonlySet<FailureKind> = new Set(['unreachable', 'not-bedrock']);

/** Whether a call failed because of the route it took. Such failures also count against the route's breaker. */
export function isFailureOfRoute(error: unknown): error is BedrockCallError {
  return error instanceof BedrockCallError && FAILURES_OF_THE_ROUTE.has(error.kind);
}

/**
 * Whether a route sent nothing, for a reason of its own: an open breaker, no endpoint, or no session of the commercial
 * role that could be opened by it.
 */
export function isPassedOver(
  error: unknown,
): error is BreakerOpenError | NoEndpointError | CredentialsUnavailableError {
  if (error instanceof CredentialsUnavailableError) return error.missingOn === 'this-route';
  return error instanceof BreakerOpenError || error instanceof NoEndpointError;
}

/** Whether the next route may be tried after this error: nothing of an answer has been seen yet. */
export function mayFallBack(
  error: unknown,
): error is BedrockCallError | BreakerOpenError | NoEndpointError | CredentialsUnavailableError {
  return isPassedOver(error) || isFailureOfRoute(error);
}
