import { BedrockCallError, type FailureKind } from '@app/bedrock';
import type { Route } from './route.js';

/** What showed it: a caller's request, or our own signed probe. */
export type Evidence = 'request' | 'probe';

/** When and how a route was last proven or found broken. Nothing in here is assumed: absent means never seen. */
export interface RouteHealth {
  readonly route: Route;
  readonly state: 'unknown' | 'up' | 'down';
  readonly provenAtEpochMs?: number;
  readonly provenBy?: Evidence;
  /** Time to the head of the answer that proved it. */
  readonly latencyMs?: number;
  readonly failedAtEpochMs?: number;
  readonly failedBy?: Evidence;
  /** Kind and fixed word of the last failure, e.g. `unreachable (connect-timeout)`. */
  readonly failure?: string;
}

/** Kinds in which Bedrock itself answers, so that the way to it works. */
const ANSWERS: ReadonlySet<FailureKind> = new Set([
  'throttled',
  'model-not-ready',
  'internal',
  'denied',
  'bad-request',
]);

/** Kinds that an operator wants to see. The others are the caller's, or say nothing about the way. */
const TROUBLES: ReadonlySet<FailureKind> = new Set(['unreachable', 'not-bedrock', 'timeout', 'denied']);

/** Whether Bedrock itself has answered, whatever it said. A call that was refused on this side has no answer. */
export function isAnswerOfBedrock(error: unknown): error is BedrockCallError {
  return error instanceof BedrockCallError && error.upstream !== undefined && ANSWERS.has(error.kind);
}

/** Whether a failed call still shows that the route serves: Bedrock answered, and took the gateway's credentials. */
export function provesRoute(error: unknown): boolean {
  return isAnswerOfBedrock(error) && error.upstream?.credentialsRefused === false;
}

/** Remembers the last proof and the last failure of one route. */
export class RouteHealthRecord {
  private current: RouteHealth;

  constructor(
    route: Route,
    private readonly now: () => number,
  ) {
    this.current = { route, state: 'unknown' };
  }

  get value(): RouteHealth {
    return this.current;
  }

  /** Notes a call that Bedrock answered. */
  proven(provenBy: Evidence, latencyMs: number): void {
    this.current = { ...this.current, state: 'up', provenAtEpochMs: this.now(), provenBy, latencyMs };
  }

  /** Notes a failed call by what it shows: a proof, trouble, or nothing at all. */
  failed(failedBy: Evidence, error: BedrockCallError, latencyMs: number): void {
    if (provesRoute(error)) return this.proven(failedBy, latencyMs);
    if (!TROUBLES.has(error.kind)) return;
    // A timeout alone may be a slow model: the state waits for the probe that every timeout starts.
    const state = error.kind === 'timeout' ? this.current.state : 'down';
    const failure = `${error.kind} (${error.reason})`;
    this.current = { ...this.current, state, failedAtEpochMs: this.now(), failedBy, failure };
  }
}
