import type { Principal } from '../principal.js';

/**
 * Makes tokens that say who the gateway is, and for whom it asks.
 *
 * @example
 * const token = await tokens.issue({ subject: 'alice' }, AbortSignal.timeout(5_000));
 */
export abstract class WebIdentityTokens {
  /**
   * A fresh token, good for five minutes at most. Nothing is cached: one is needed once in a session's life.
   *
   * @param principal whom the session's tags will name; undefined: the gateway itself, without tags.
   * @throws what the signing service's client throws; with the signal's reason when it fires first.
   */
  abstract issue(principal: Principal | undefined, signal: AbortSignal): Promise<string>;

  /** Ends the sockets to the signing service. */
  abstract close(): void;
}
