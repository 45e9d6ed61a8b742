import type { Route } from '../route.js';

/** How an operator spreads `auto` over the routes. */
export interface TrafficSplit {
  /** Every route once: the order in which those are tried that were not chosen first. */
  readonly order: readonly Route[];
  /** Of a hundred requests, how many try this route first. Whole numbers; together 100. */
  readonly weights: Readonly<Record<Route, number>>;
}

/** A split as it is on record: who made it, when, and what it took the place of. */
export interface TrafficSetting extends TrafficSplit {
  /** 1 for the first, one more for each change. */
  readonly version: number;
  /** ISO 8601. */
  readonly changedAt: string;
  readonly changedBy: string;
  /** What was in force before. */
  readonly previous?: TrafficSplit;
}

/**
 * The routes as one request prefers them: the first one by weight, then the others in order.
 *
 * @param roll evenly distributed, at least 0 and less than 1.
 * @example
 * preferRoutes({ order: ['internet', 'vpn'], weights: { internet: 90, vpn: 10 } }, 0.95); // ['vpn', 'internet']
 */
export function preferRoutes({ order, weights }: TrafficSplit, roll: number): readonly Route[] {
  let left = roll * 100;
  const first = order.find((route) => (left -= weights[route]) < 0);
  return first === undefined ? order : [first, ...order.filter((route) => route !== first)];
}
