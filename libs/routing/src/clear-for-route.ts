import type { BedrockRequest } from '@app/bedrock';
import type { DataClassification } from './data-classification.js';
import { RouteDeniedError } from './errors.js';
import type { Route } from './route.js';

declare const cleared: unique symbol;

/** A call that may take exactly this route. Only `clearForRoute` makes one, and transports take nothing else. */
export interface ClearedCall {
  readonly [cleared]: true;
  readonly route: Route;
  readonly dataClass: string;
  readonly call: BedrockRequest;
}

/**
 * The one gate that every call passes right before it is sent, on each attempt and whatever the transport:
 * data of a class that may not take this route does not leave by it (X3).
 *
 * @throws {RouteDeniedError} if the class may not take the route.
 */
export function clearForRoute(
  call: BedrockRequest,
  dataClass: string,
  route: Route,
  classes: DataClassification,
): ClearedCall {
  if (!classes.mayTake(dataClass, route)) throw new RouteDeniedError(route, 'data-class');
  return Object.freeze({ route, dataClass, call }) as ClearedCall;
}
