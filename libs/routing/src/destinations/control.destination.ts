import { BrokenCircuitError, type CircuitBreakerPolicy } from 'cockatiel';
import { BreakerOpenError } from '../errors.js';
import { createRouteBreaker } from '../route-breaker.js';
import type { Route } from '../route.js';
import type { RouteDestination } from './route-destination.js';

/** The lists of models and profiles. Nobody waits long for one: the next call that is due closes the breaker, or not. */
export class ControlDestination implements RouteDestination {
  private readonly breaker: CircuitBreakerPolicy = createRouteBreaker();

  constructor(private readonly route: Route) {}

  used(): void {}

  async guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await this.breaker.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new BreakerOpenError(this.route) : error;
    }
  }

  proven(): void {}

  failed(): void {}
}
