import type { TrafficSplit } from './traffic-split.js';

/**
 * Says how `auto` is spread over the routes right now. It chooses among the ways that a request has in any case: what
 * caller, data class and configuration exclude stays excluded, and a request that names its route does not ask it.
 *
 * @example
 * class NightTraffic extends TrafficPolicy {
 *   override get split() {
 *     return { order: ['vpn', 'internet'], weights: { internet: 0, vpn: 100 } } as const;
 *   }
 * }
 */
export abstract class TrafficPolicy {
  /**
   * What is in force; undefined: the configured order. Read once by every request of `auto`, which does not wait for it:
   * it has to answer from memory, and must not throw.
   */
  abstract get split(): TrafficSplit | undefined;
}
