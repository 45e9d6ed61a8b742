import { BedrockCallError, NoEndpointError, throwIfAborted, untilAborted, type BedrockReply } from '@app/bedrock';
import { CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import { clearForRoute } from './clear-for-route.js';
import type { DataClassification } from './data-classification.js';
import { BreakerOpenError } from './errors.js';
import { pause } from './pause.js';
import { RetryDecision, type Chance } from './retry-decision.js';
import { createRouteBreaker } from './route-breaker.js';
import { isAnswerOfBedrock, RouteHealthRecord, type RouteHealth } from './route-health.js';
import { RouteProber } from './route-prober.js';
import type { AttemptOutcome } from './route-trace.js';
import type { Route } from './route.js';
import type { RoutedReply, RoutingRequest } from './routing-strategy.js';
import type { Transport } from './transports/transport.js';

/** What a breaker shows to an operator. */
export type BreakerState = 'closed' | 'open' | 'half-open';

const BREAKER_STATES: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** Sends on one route under deadline, retry and breaker. Everything that internet and VPN have in common. */
export class RoutePolicy {
  private readonly breaker: CircuitBreakerPolicy = createRouteBreaker();
  private readonly healthRecord: RouteHealthRecord;
  private readonly prober: RouteProber;

  constructor(
    readonly route: Route,
    private readonly transport: Transport,
    private readonly classes: DataClassification,
    private readonly chance: Chance = { now: Date.now, random: Math.random },
  ) {
    this.healthRecord = new RouteHealthRecord(route, chance.now);
    this.prober = new RouteProber(transport, this.breaker, this.healthRecord, chance.now);
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

  /** Ends what runs in the background. */
  close(): void {
    this.prober.close();
  }

  /** As `RoutingStrategy.send`, on this route alone. */
  async send(request: RoutingRequest): Promise<RoutedReply> {
    this.prober.used();
    const decision = new RetryDecision(request, this.chance);
    for (let failure: unknown; ;) {
      try {
        return { route: this.route, reply: await this.guarded(request) };
      } catch (error) {
        // A breaker that opened by this request's own failures does not hide them.
        if (error instanceof BreakerOpenError && failure !== undefined) throw failure;
        this.notePassedOver(error, request);
        if (!(await this.isReadyToRepeat(error, request, decision))) throw error;
        failure = error;
      }
    }
  }

  private notePassedOver(error: unknown, { trace }: RoutingRequest): void {
    if (error instanceof BreakerOpenError || error instanceof NoEndpointError) trace.skip(this.route);
  }

  /** Gets ready for another call, by a pause or by new credentials. False if the failure stands. */
  private async isReadyToRepeat(error: unknown, request: RoutingRequest, decision: RetryDecision): Promise<boolean> {
    if (this.transport.kind === 'peer') return false; // the peer has done its own retries
    if (decision.grantRenewal(error)) return this.renewCredentials(request);
    const delayMs = decision.grantDelayMs(error);
    if (delayMs === undefined) return false;
    await pause(delayMs, request.deadline.signal);
    return true;
  }

  /** A secret that cannot be read now leaves the refusal standing. */
  private renewCredentials({ deadline }: RoutingRequest): Promise<boolean> {
    return this.transport.renewCredentials(deadline.signal).catch(() => false);
  }

  private async guarded(request: RoutingRequest): Promise<BedrockReply> {
    await this.passBreaker(request);
    const outcome = await this.breaker.execute(() => this.answered(request));
    if ('reply' in outcome) return outcome.reply;
    throw outcome.refusal;
  }

  /** When an open breaker is due, one request waits for its one probe; all others go by at once. */
  private async passBreaker({ deadline }: RoutingRequest): Promise<void> {
    if (this.breakerState === 'open') await untilAborted(this.prober.tryToClose(), deadline.signal);
    if (this.breakerState === 'closed') return;
    throw new BreakerOpenError(this.route);
  }

  /** Turns Bedrock's own refusals into a value: for the breaker they show that the route works. */
  private async answered(request: RoutingRequest): Promise<{ reply: BedrockReply } | { refusal: BedrockCallError }> {
    try {
      return { reply: await this.attempt(request) };
    } catch (error) {
      if (isAnswerOfBedrock(error)) return { refusal: error };
      throw error;
    }
  }

  private async attempt({ call, dataClass, deadline, trace }: RoutingRequest): Promise<BedrockReply> {
    throwIfAborted(deadline.signal);
    const cleared = clearForRoute(call, dataClass, this.route, this.classes);
    const startedAtEpochMs = this.chance.now();
    const end = (outcome: AttemptOutcome): number => {
      const durationMs = this.chance.now() - startedAtEpochMs;
      trace.add({ route: this.route, transport: this.transport.kind, startedAtEpochMs, durationMs, outcome });
      return durationMs;
    };
    try {
      const reply = await this.transport.send(cleared, deadline.signal);
      this.healthRecord.proven('request', end('ok'));
      return reply;
    } catch (error) {
      if (error instanceof BedrockCallError) this.noteFailure(error, end(error.kind));
      throw error;
    }
  }

  private noteFailure(error: BedrockCallError, durationMs: number): void {
    this.healthRecord.failed('request', error, durationMs);
    if (error.kind === 'timeout') void this.prober.probe();
  }
}
