import type { Attempt, AttemptOutcome, RouteTrace } from './route-trace.js';
import type { Route } from './route.js';

/** Takes the time of one use of a transport, and puts what it was into the trace: one attempt, or those it tells of. */
export class AttemptRecord {
  private readonly startedAtEpochMs: number;
  private elsewhere: readonly Attempt[] = [];

  constructor(
    private readonly route: Route,
    private readonly transport: Attempt['transport'],
    private readonly now: () => number,
  ) {
    this.startedAtEpochMs = now();
  }

  /** Takes attempts that stand for the one that this is otherwise. */
  readonly replace = (attempts: readonly Attempt[]): void => {
    this.elsewhere = attempts;
  };

  /** Ends it. Returns how long it took, in milliseconds. */
  end(outcome: AttemptOutcome, trace: RouteTrace): number {
    const { route, transport, startedAtEpochMs } = this;
    const durationMs = this.now() - startedAtEpochMs;
    const own = { route, transport, startedAtEpochMs, durationMs, outcome };
    for (const attempt of this.elsewhere.length > 0 ? this.elsewhere : [own]) trace.add(attempt);
    return durationMs;
  }
}
