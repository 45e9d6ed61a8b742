import type { FailureKind } from '@app/bedrock';
import type { Route } from './route.js';

export type AttemptOutcome = 'ok' | FailureKind;

/** One call that went out on a route. `durationMs` ends with the head of the answer, or with the failure. */
export interface Attempt {
  readonly route: Route;
  readonly transport: 'direct' | 'peer';
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly outcome: AttemptOutcome;
}

/** The way one request has taken so far, in order. It belongs to that request alone. */
export class RouteTrace {
  private readonly made: Attempt[] = [];
  private readonly broken = new Set<Route>();

  get attempts(): readonly Attempt[] {
    return this.made;
  }

  /** Routes that were passed over: breaker open, or no endpoint for the operation. Nothing was sent there. */
  get skipped(): ReadonlySet<Route> {
    return this.broken;
  }

  add(attempt: Attempt): void {
    this.made.push(attempt);
  }

  skip(route: Route): void {
    this.broken.add(route);
  }

  /** Corrects the last attempt once its answer has broken off: until then it counted as `ok`. */
  endLast(outcome: AttemptOutcome): void {
    const last = this.made.pop();
    if (last) this.made.push({ ...last, outcome });
  }

  /** The form of `X-Routing-Attempts`, e.g. `internet:unreachable,vpn:ok`. */
  toString(): string {
    return this.made.map(({ route, outcome }) => `${route}:${outcome}`).join(',');
  }
}
