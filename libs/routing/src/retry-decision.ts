import { MAX_RETRIES, retryDelayMs, retryRule } from './may-retry.js';
import type { RoutingRequest } from './routing-strategy.js';

/** Sources of time and chance, replaced in tests. */
export interface Chance {
  readonly now: () => number;
  readonly random: () => number;
}

/** Decides, for one request on one route, whether a failed call is sent again. Counts the retries it grants. */
export class RetryDecision {
  private retries = 0;
  private renewals = 0;

  constructor(
    private readonly request: Pick<RoutingRequest, 'deadline' | 'hasNextRoute'>,
    private readonly chance: Chance,
  ) {}

  /** The wait before the next call; undefined if the failure stands, or the deadline comes first. */
  grantDelayMs(error: unknown): number | undefined {
    if (!this.ruleAllowsDelay(error) || this.retries >= MAX_RETRIES) return undefined;
    const delayMs = retryDelayMs(error, this.retries, this.chance.random);
    if (delayMs === undefined || this.chance.now() + delayMs >= this.request.deadline.endsAtEpochMs) return undefined;
    this.retries += 1;
    return delayMs;
  }

  /** Whether to fetch the credentials anew and, if they differ, to call once more: at most once. */
  grantRenewal(error: unknown): boolean {
    if (retryRule(error) !== 'with-new-credentials' || this.renewals > 0 || this.retries >= MAX_RETRIES) return false;
    this.renewals += 1;
    this.retries += 1;
    return true;
  }

  private ruleAllowsDelay(error: unknown): boolean {
    const rule = retryRule(error);
    return rule === 'after-delay' || (rule === 'if-last-route' && this.request.hasNextRoute !== true);
  }
}
