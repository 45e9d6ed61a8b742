import type { BedrockReply, BedrockRequest, Principal } from '@app/bedrock';
import type { Deadline } from './deadline.js';
import type { RoutePlan } from './plan-routes.js';
import type { Route } from './route.js';
import type { RouteTrace } from './route-trace.js';

/** A call to Bedrock with all that decides its way. */
export interface RoutingRequest {
  readonly call: BedrockRequest;
  readonly plan: RoutePlan;
  readonly dataClass: string;
  readonly deadline: Deadline;
  /** The caller's own token, for a sibling function: it verifies it again. Without one, no call goes by way of a sibling. */
  readonly callerToken?: string | undefined;
  /**
   * For whom, where credentials tell callers apart; a sibling function takes it from the token instead. Left out: for the
   * gateway itself.
   */
  readonly principal?: Principal | undefined;
  /** Key of the audit record, for the log of a sibling function. */
  readonly requestId?: string | undefined;
  /** Filled as attempts are made; readable whatever the end. */
  readonly trace: RouteTrace;
  /** True while another route of the plan is still to come: then an unreachable route is not tried twice. */
  readonly hasNextRoute?: boolean;
}

/** An answer of Bedrock, and the route it came by. Its body must be read or destroyed. */
export interface RoutedReply {
  readonly route: Route;
  readonly reply: BedrockReply;
}

/**
 * A way of sending: one route, or several in turn.
 *
 * @example
 * const { route, reply } = await strategy.send({ call, plan, dataClass: 'internal', deadline, trace: new RouteTrace() });
 */
export abstract class RoutingStrategy {
  /** Routes it may use, in order. */
  abstract readonly routes: readonly Route[];

  /**
   * Sends the call and resolves with the head of a 2xx answer; until then it may repeat the call.
   *
   * @throws {BedrockCallError} if the last call failed.
   * @throws {BreakerOpenError} if nothing was sent because of an open breaker.
   * @throws {RouteDeniedError} if the data may not take the route.
   * @throws {RouteUnavailableError} if none of its routes is configured here and in the plan.
   * @throws {CredentialsUnavailableError} if the commercial credentials cannot be read.
   */
  abstract send(request: RoutingRequest): Promise<RoutedReply>;
}
