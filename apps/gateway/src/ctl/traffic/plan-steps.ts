import type { TrafficSplit } from '@app/routing';
import { splitOf } from './read-shift-options.js';

/**
 * The splits that lead from one to another, the last one being the aim. Those that change nothing are left out: from 0
 * to 2 of a hundred there are no ten steps.
 *
 * @param shares of the way, in percent, rising, 100 at last.
 */
export function planSteps(from: TrafficSplit, aim: TrafficSplit, shares: readonly number[]): readonly TrafficSplit[] {
  const way = aim.weights.vpn - from.weights.vpn;
  const weights = shares.map((share) => from.weights.vpn + Math.round((way * share) / 100));
  const steps = [...new Set(weights)].filter((vpn) => vpn !== from.weights.vpn).map(splitOf);
  return steps.length > 0 || isSameSplit(from, aim) ? steps : [aim];
}

/** Whether two splits do the same to every request. */
export function isSameSplit(one: TrafficSplit, other: TrafficSplit): boolean {
  return one.weights.vpn === other.weights.vpn && one.order[0] === other.order[0];
}
