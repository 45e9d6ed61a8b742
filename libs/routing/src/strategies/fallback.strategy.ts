import { RouteUnavailableError } from '../errors.js';
import { mayFallBack } from '../may-fall-back.js';
import type { Route } from '../route.js';
import { RoutingStrategy, type RoutedReply, type RoutingRequest } from '../routing-strategy.js';

/** Several strategies in the order of the plan: the next one takes over where a route fails before any byte of an answer. */
export class FallbackStrategy extends RoutingStrategy {
  override readonly routes: readonly Route[];

  constructor(private readonly strategies: readonly RoutingStrategy[]) {
    super();
    this.routes = strategies.flatMap(({ routes }) => routes);
  }

  override async send(request: RoutingRequest): Promise<RoutedReply> {
    const legs = this.legsOf(request);
    let failure: unknown = new RouteUnavailableError();
    for (const [index, leg] of legs.entries()) {
      try {
        return await leg.send({ ...request, hasNextRoute: index < legs.length - 1 || request.hasNextRoute === true });
      } catch (error) {
        if (!mayFallBack(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  }

  /** A strategy comes where the plan has the first of its routes, and once. */
  private legsOf({ plan }: RoutingRequest): readonly RoutingStrategy[] {
    const inOrder = plan.routes.flatMap((route) => this.strategies.filter(({ routes }) => routes.includes(route)));
    return [...new Set(inOrder)];
  }
}
