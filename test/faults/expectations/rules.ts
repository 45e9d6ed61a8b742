/** The kinds of outcome that the routing contract has, but for those that no fault can cause. */
export type Kind =
  'unreachable' | 'not-bedrock' | 'throttled' | 'internal' | 'timeout' | 'denied' | 'bad-request' | 'stream-broken';

/** What a kind means for the routes. */
export interface Rule {
  /** Calls on a route that has no other after it, the first one included. */
  readonly callsOnLastRoute: number;
  /** Calls on a route that has another after it. */
  readonly callsBeforeNext: number;
  readonly goesOnToNext: boolean;
}

const rule = (callsOnLastRoute: number, callsBeforeNext: number, goesOnToNext: boolean): Rule => ({
  callsOnLastRoute,
  callsBeforeNext,
  goesOnToNext,
});

/** Written by hand from the table of kinds in the routing contract; "at most 2 retries" makes it three calls. */
export const RULES: Readonly<Record<Kind, Rule>> = {
  unreachable: rule(3, 1, true),
  'not-bedrock': rule(1, 1, true),
  throttled: rule(3, 3, false),
  internal: rule(3, 3, false),
  timeout: rule(1, 1, false),
  denied: rule(1, 1, false),
  'bad-request': rule(1, 1, false),
  'stream-broken': rule(1, 1, false),
};
