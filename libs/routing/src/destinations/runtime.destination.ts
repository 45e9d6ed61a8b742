import { untilAborted, type BedrockCallError } from '@app/bedrock';
import { CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import { BreakerOpenError } from '../errors.js';
import { createRouteBreaker } from '../route-breaker.js';
import { RouteHealthRecord, type RouteHealth } from '../route-health.js';
import { RouteProber } from '../route-prober.js';
import type { Route } from '../route.js';
import type { Transport } from '../transports/transport.js';
import type { RouteDestination } from './route-destination.js';

/** What a breaker shows to an operator. */
export type BreakerState = 'closed' | 'open' | 'half-open';

const BREAKER_STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** The models: what a route is there for. Its health is the route's, and is kept up to date by probes. */
export class RuntimeDestination implements RouteDestination {
  private readonly breaker: CircuitBreakerPolicy = createRouteBreaker();
  private readonly healthRecord: RouteHealthRecord;
  private readonly prober: RouteProber;

  constructor(
    private readonly route: Route,
    transport: Transport,
    now: () => number,
  ) {
    this.healthRecord = new RouteHealthRecord(route, now);
    this.prober = new RouteProber(transport, this.breaker, this.healthRecord, now);
  }

  get health(): RouteHealth {
    return this.healthRecord.value;
  }

  get breakerState(): BreakerState {
    return BREAKER_STATES[this.breaker.state];
  }

  /** Brings `health` up to date with a probe, unless something newer than 10 s is known. Never rejects. */
  refreshHealth(): Promise<void> {
    return this.prober.refresh();
  }

  /** Since when a probe waits for its answer; undefined while none is under way. */
  get probingSinceEpochMs(): number | undefined {
    return this.prober.probingSinceEpochMs;
  }

  /** As `refreshHealth`, with an age of one's own, and an open breaker that is due is tried. Never rejects. */
  watchHealth(maxAgeMs: number): Promise<void> {
    return this.prober.watch(maxAgeMs);
  }

  /** Ends what runs in the background. */
  close(): void {
    this.prober.close();
  }

  used(): void {
    this.prober.used();
  }

  async guard<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    await this.passBreaker(signal);
    return this.breaker.execute(work);
  }

  proven(latencyMs: number): void {
    this.healthRecord.proven('request', latencyMs);
  }

  failed(error: BedrockCallError, latencyMs: number): void {
    this.healthRecord.failed('request', error, latencyMs);
    if (error.kind === 'timeout') void this.prober.probe();
  }

  /** When an open breaker is due, one request waits for its one probe; all others go by at once. */
  private async passBreaker(signal: AbortSignal): Promise<void> {
    if (this.breakerState === 'open') await untilAborted(this.prober.tryToClose(), signal);
    if (this.breakerState === 'closed') return;
    throw new BreakerOpenError(this.route);
  }
}
