import { CircuitState, circuitBreaker, handleWhen, type CircuitBreakerPolicy, type IBreaker } from 'cockatiel';
import { isFailureOfRoute } from './may-fall-back.js';

const FAILURES_IN_A_ROW = 5;
const WINDOW_SECONDS = 30;
const MIN_CALLS_IN_WINDOW = 20;
const FAILED_SHARE = 0.5;
const HALF_OPEN_AFTER_MS = 10_000;

/** Counts of one second of the sliding window. */
interface Bucket {
  second: number;
  calls: number;
  failures: number;
}

/** Opens after 5 failures in a row, or when half of at least 20 calls in the last 30 seconds failed. */
export class RouteBreaker implements IBreaker {
  state: unknown = undefined;
  private inARow = 0;
  private buckets: Bucket[] = [];

  success(state: CircuitState): void {
    this.inARow = 0;
    // A probe that went through starts the window afresh: the failures that opened the breaker must not reopen it.
    if (state !== CircuitState.Closed) this.buckets = [];
    this.count(false);
  }

  failure(state: CircuitState): boolean {
    this.inARow += 1;
    this.count(true);
    return state !== CircuitState.Closed || this.inARow >= FAILURES_IN_A_ROW || this.tooManyInWindow();
  }

  private count(failed: boolean): void {
    const second = Math.floor(Date.now() / 1_000);
    this.buckets = this.buckets.filter((bucket) => bucket.second > second - WINDOW_SECONDS);
    const last = this.buckets.at(-1);
    const bucket = last?.second === second ? last : { second, calls: 0, failures: 0 };
    if (bucket !== last) this.buckets.push(bucket);
    bucket.calls += 1;
    bucket.failures += failed ? 1 : 0;
  }

  private tooManyInWindow(): boolean {
    const calls = this.buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
    const failures = this.buckets.reduce((sum, bucket) => sum + bucket.failures, 0);
    return calls >= MIN_CALLS_IN_WINDOW && failures >= FAILED_SHARE * calls;
  }
}

/** The breaker of one route in this process: half-opens 10 s after it opened, for one call that decides. */
export function createRouteBreaker(): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isFailureOfRoute), {
    breaker: new RouteBreaker(),
    halfOpenAfter: HALF_OPEN_AFTER_MS,
  });
}
