import type { BedrockCallError } from '@app/bedrock';
import type { Route } from './route.js';

/** The one family of errors that this library throws. Failed calls keep their own `BedrockCallError`. */
export abstract class RoutingError extends Error {
  abstract readonly code:
    | 'BREAKER_OPEN'
    | 'DATA_CLASS_UNKNOWN'
    | 'PEER_EVENT_INVALID'
    | 'PEER_REFUSED'
    | 'ROUTE_DENIED'
    | 'ROUTE_UNAVAILABLE'
    | 'ROUTES_FAILED';
}

/** The request names a data class that the operator's list does not have. */
export class DataClassUnknownError extends RoutingError {
  readonly code = 'DATA_CLASS_UNKNOWN';
  override readonly name = 'DataClassUnknownError';

  constructor() {
    super('The data class is not one of the configured ones');
  }
}

/** The caller, or the class of the data, may not take the route asked for. Nothing was sent. */
export class RouteDeniedError extends RoutingError {
  readonly code = 'ROUTE_DENIED';
  override readonly name = 'RouteDeniedError';

  constructor(
    readonly route: Route | 'any',
    readonly because: 'caller' | 'data-class',
  ) {
    super(`Route ${route} is denied by the ${because}`);
  }
}

/** No route is left that this request may take now: not configured, breaker open, or the others are excluded. */
export class RouteUnavailableError extends RoutingError {
  readonly code = 'ROUTE_UNAVAILABLE';
  override readonly name = 'RouteUnavailableError';

  constructor(cause?: unknown) {
    super('No permitted route is available', { cause });
  }
}

/** Every route that the request named was tried, and none reached Bedrock. */
export class RoutesFailedError extends RoutingError {
  readonly code = 'ROUTES_FAILED';
  override readonly name = 'RoutesFailedError';

  constructor(override readonly cause: BedrockCallError) {
    super('Every route was tried and failed', { cause });
  }
}

/** The breaker of the route is open: nothing was sent. Ends inside this library as a fallback or an unavailable route. */
export class BreakerOpenError extends RoutingError {
  readonly code = 'BREAKER_OPEN';
  override readonly name = 'BreakerOpenError';

  constructor(readonly route: Route) {
    super(`The breaker of route ${route} is open`);
  }
}

/** An event that claims to be a call of the sibling function is none that this version understands. */
export class PeerEventInvalidError extends RoutingError {
  readonly code = 'PEER_EVENT_INVALID';
  override readonly name = 'PeerEventInvalidError';

  constructor() {
    super('The event is no call of a sibling function of this version');
  }
}

/** What a sibling function does not take on. Closed. */
export const PEER_REFUSALS = ['token', 'token-keys', 'token-revocations', 'route', 'data-class', 'hop'] as const;
export type PeerRefusal = (typeof PEER_REFUSALS)[number];

/**
 * The sibling function refused a call that this one let through: the token has expired meanwhile, or the two are
 * configured in different ways. Nothing was sent to Bedrock, and no other route is tried: who is refused once stays so.
 */
export class PeerRefusedError extends RoutingError {
  readonly code = 'PEER_REFUSED';
  override readonly name = 'PeerRefusedError';

  constructor(readonly reason: PeerRefusal) {
    super(`The sibling function refused the call: ${reason}`);
  }
}
