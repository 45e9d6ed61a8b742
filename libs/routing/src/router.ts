import { CredentialsUnavailableError } from '@app/bedrock';
import { Injectable } from '@nestjs/common';
import { DataClassification } from './data-classification.js';
import { RoutesFailedError, RouteUnavailableError } from './errors.js';
import { isFailureOfRoute, mayFallBack } from './may-fall-back.js';
import { planRoutes, type RoutePlan, type RouteSwitches, type RouteWish } from './plan-routes.js';
import type { Route, RoutingMethod } from './route.js';
import type { RoutedReply, RoutingRequest, RoutingStrategy } from './routing-strategy.js';

/** The strategy of each routing method. */
export type StrategyByMethod = Readonly<Record<RoutingMethod, RoutingStrategy>>;

/** The routes as the next request of `auto` prefers them; none: the configured order. See `TrafficPolicy`. */
export type PreferRoutes = () => readonly Route[];

/**
 * Plans and sends requests: the front of this library.
 *
 * @example
 * const dataClass = router.resolveDataClass(undefined, caller.classifications);
 * const plan = router.plan({ method: 'auto', fallbackAllowed: true, grantedRoutes: caller.routes, dataClass });
 * const { route, reply } = await router.send({ call, plan, dataClass, deadline, trace });
 */
@Injectable()
export class Router {
  constructor(
    private readonly strategies: StrategyByMethod,
    private readonly switches: RouteSwitches,
    private readonly classes: DataClassification,
    private readonly prefer: PreferRoutes = () => [],
  ) {}

  /** As `DataClassification.resolve`. @throws {DataClassUnknownError} */
  resolveDataClass(named: string | undefined, granted: ReadonlySet<string>): string {
    return this.classes.resolve(named, granted);
  }

  /** As `planRoutes`. @throws {RouteDeniedError} @throws {RouteUnavailableError} */
  plan(wish: RouteWish): RoutePlan {
    return planRoutes(wish, this.switches, this.classes, wish.method === 'auto' ? this.prefer() : []);
  }

  /**
   * Sends by the strategy of the plan's method.
   *
   * @throws {BedrockCallError} if Bedrock, the deadline or the caller ended it.
   * @throws {RoutesFailedError} if every route asked for was tried and failed.
   * @throws {RouteUnavailableError} if a route failed or its breaker was open, and the others are excluded.
   */
  async send(request: RoutingRequest): Promise<RoutedReply> {
    try {
      return await this.strategies[request.plan.method].send(request);
    } catch (error) {
      if (!mayFallBack(error) || error instanceof CredentialsUnavailableError) throw error;
      const incomplete = request.plan.narrowed || request.trace.skipped.size > 0;
      if (incomplete || !isFailureOfRoute(error)) throw new RouteUnavailableError(error);
      throw new RoutesFailedError(error);
    }
  }
}
