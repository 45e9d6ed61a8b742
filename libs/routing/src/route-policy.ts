import { BedrockCallError, describeOperation, throwIfAborted, type BedrockReply } from '@app/bedrock';
import { AttemptRecord } from './attempt-record.js';
import { clearForRoute } from './clear-for-route.js';
import type { DataClassification } from './data-classification.js';
import { ControlDestination } from './destinations/control.destination.js';
import type { RouteDestination } from './destinations/route-destination.js';
import { RuntimeDestination, type BreakerState } from './destinations/runtime.destination.js';
import { BreakerOpenError } from './errors.js';
import { isPassedOver } from './may-fall-back.js';
import { pause } from './pause.js';
import { RetryDecision, type Chance } from './retry-decision.js';
import { isAnswerOfBedrock, type RouteHealth } from './route-health.js';
import type { Route } from './route.js';
import type { RoutedReply, RoutingRequest } from './routing-strategy.js';
import type { Transport } from './transports/transport.js';

/** Sends on one route under deadline, retry and breaker. Everything that internet and VPN have in common. */
export class RoutePolicy {
  private readonly runtime: RuntimeDestination;
  private readonly control: ControlDestination;

  constructor(
    readonly route: Route,
    private readonly transport: Transport,
    private readonly classes: DataClassification,
    private readonly chance: Chance = { now: Date.now, random: Math.random },
  ) {
    this.runtime = new RuntimeDestination(route, transport, chance.now);
    this.control = new ControlDestination(route);
  }

  /** Whether this process reaches the route itself. */
  get isDirect(): boolean {
    return this.transport.kind === 'direct';
  }

  /** Of the runtime: what a route is there for. */
  get health(): RouteHealth {
    return this.runtime.health;
  }

  /** Of the runtime. */
  get breakerState(): BreakerState {
    return this.runtime.breakerState;
  }

  /** Brings `health` up to date with a probe, unless something newer than 10 s is known. Never rejects. */
  refreshHealth(): Promise<void> {
    return this.runtime.refreshHealth();
  }

  /** Since when a probe waits for its answer; undefined while none is under way. */
  get probingSinceEpochMs(): number | undefined {
    return this.runtime.probingSinceEpochMs;
  }

  /**
   * As `refreshHealth`, for somebody who looks on without sending anything: with an age of one's own, and an open
   * breaker that is due is tried. Never rejects.
   */
  watchHealth(maxAgeMs: number): Promise<void> {
    return this.runtime.watchHealth(maxAgeMs);
  }

  /** Proves the route now, with one call on a fresh connection. @throws as `Transport.probe`. */
  prove(signal: AbortSignal): Promise<void> {
    return this.transport.probe(signal);
  }

  /** Ends what runs in the background. */
  close(): void {
    this.runtime.close();
  }

  /** As `RoutingStrategy.send`, on this route alone. */
  async send(request: RoutingRequest): Promise<RoutedReply> {
    this.destinationOf(request).used();
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
    if (isPassedOver(error)) trace.skip(this.route);
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
  private renewCredentials({ deadline, principal }: RoutingRequest): Promise<boolean> {
    return this.transport.renewCredentials(deadline.signal, principal).catch(() => false);
  }

  private destinationOf({ call }: RoutingRequest): RouteDestination {
    return { runtime: this.runtime, control: this.control }[describeOperation(call.operation).plane];
  }

  private async guarded(request: RoutingRequest): Promise<BedrockReply> {
    const { signal } = request.deadline;
    const outcome = await this.destinationOf(request).guard(() => this.answered(request), signal);
    if ('reply' in outcome) return outcome.reply;
    throw outcome.refusal;
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

  private async attempt(request: RoutingRequest): Promise<BedrockReply> {
    const { call, dataClass, deadline } = request;
    throwIfAborted(deadline.signal);
    const cleared = clearForRoute(call, dataClass, this.route, this.classes);
    const destination = this.destinationOf(request);
    const record = new AttemptRecord(this.route, this.transport.kind, this.chance.now);
    try {
      const reply = await this.transport.send(cleared, { ...request, onAttempts: record.replace });
      destination.proven(record.end('ok', request.trace));
      return reply;
    } catch (error) {
      if (error instanceof BedrockCallError) destination.failed(error, record.end(error.kind, request.trace));
      throw error;
    }
  }
}
