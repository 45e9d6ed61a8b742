import { BedrockCallError, type FailureKind } from '@app/bedrock';
import { CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import { startDeadline } from './deadline.js';
import { isFailureOfRoute } from './may-fall-back.js';
import { isAnswerOfBedrock, type RouteHealthRecord } from './route-health.js';
import type { Transport } from './transports/transport.js';

const PROBE_TIMEOUT_MS = 5_000;
const PROBE_EVERY_MS = 10_000;
/** Beyond it the process itself stood still (a frozen Lambda), and a probe that ended then shows nothing. */
const LONGEST_PROBE_MS = 2 * PROBE_TIMEOUT_MS;

/** A probe has little to do for a healthy Bedrock: one that hangs or breaks off shows that the way is cut. */
const CUT_WAY: ReadonlySet<FailureKind> = new Set(['timeout', 'stream-broken']);

/**
 * Probes one route on a fresh connection. A cut tunnel leaves pooled sockets hanging, and hanging calls are `timeout`,
 * which the breaker does not count: the probe tells a dead way from a slow model.
 */
export class RouteProber {
  private running: Promise<boolean> | undefined;
  private lastAtEpochMs: number | undefined;
  private startedAtEpochMs: number | undefined;
  private readonly ended = new AbortController();

  constructor(
    private readonly transport: Transport,
    private readonly breaker: CircuitBreakerPolicy,
    private readonly health: RouteHealthRecord,
    private readonly now: () => number,
  ) {}

  /** Since when a probe is under way; undefined while none is. */
  get probingSinceEpochMs(): number | undefined {
    return this.startedAtEpochMs;
  }

  /** To be called on every use of the route; starts a probe in the background if the last one is 10 s old. */
  used(): void {
    this.lastAtEpochMs ??= this.now();
    if (this.now() - this.lastAtEpochMs >= PROBE_EVERY_MS) void this.probe();
  }

  /** Probes now unless one is under way; resolves when `health` has its result: did Bedrock answer? Never rejects. */
  probe(): Promise<boolean> {
    this.lastAtEpochMs = this.now();
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      this.startedAtEpochMs = undefined;
    });
    return this.running;
  }

  /** Waits for the probe under way, else probes if the last proof or failure is as old as that. Never rejects. */
  async refresh(maxAgeMs = PROBE_EVERY_MS): Promise<void> {
    const { provenAtEpochMs = -Infinity, failedAtEpochMs = -Infinity } = this.health.value;
    const lastSeen = Math.max(provenAtEpochMs, failedAtEpochMs);
    if (this.running || this.now() - lastSeen >= maxAgeMs) await this.probe();
  }

  /**
   * As `refresh`, for somebody who looks on: an open breaker that is due is tried, too, although no request comes by
   * that would have it tried. However often it is asked, probes begin so long after each other. Never rejects.
   */
  async watch(maxAgeMs: number): Promise<void> {
    if (this.breaker.state === CircuitState.Open) await this.tryToClose();
    // A probe that showed nothing, as without credentials, leaves the last proof as old as it was.
    const { lastAtEpochMs = -Infinity } = this;
    if (this.running || this.now() - lastAtEpochMs >= maxAgeMs) await this.refresh(maxAgeMs);
  }

  /**
   * Lets one probe decide whether an open breaker closes; does nothing before the breaker's time is over. Never rejects.
   *
   * A caller's request would be a bad judge: it may take minutes, or be given up, and meanwhile all others are refused.
   */
  async tryToClose(): Promise<void> {
    await this.breaker
      .execute(async () => {
        if (!(await this.probe())) throw new BedrockCallError('unreachable', 'not-proven');
      })
      .catch(() => undefined);
  }

  /** Ends a probe under way and starts no other. */
  close(): void {
    this.ended.abort();
  }

  private async run(): Promise<boolean> {
    if (this.ended.signal.aborted) return false;
    using deadline = startDeadline(PROBE_TIMEOUT_MS, this.ended.signal, this.now);
    const startedAtEpochMs = this.now();
    this.startedAtEpochMs = startedAtEpochMs;
    const [outcome] = await Promise.allSettled([this.transport.probe(deadline.signal)]);
    const durationMs = this.now() - startedAtEpochMs;
    if (durationMs > LONGEST_PROBE_MS) return false;
    if (outcome.status === 'rejected') return this.failed(asFailureOfRoute(outcome.reason), durationMs);
    this.health.proven('probe', durationMs);
    return true;
  }

  private async failed(error: unknown, durationMs: number): Promise<boolean> {
    if (error instanceof BedrockCallError) this.health.failed('probe', error, durationMs);
    if (!isFailureOfRoute(error)) return isAnswerOfBedrock(error);
    this.transport.resetConnections();
    // While half-open the breaker waits for this very probe, and counts it itself.
    if (this.breaker.state === CircuitState.HalfOpen) return false;
    // Counts like a failed call; an open breaker refuses to count it, which changes nothing.
    await this.breaker.execute(() => Promise.reject(error)).catch(() => undefined);
    return false;
  }
}

function asFailureOfRoute(error: unknown): unknown {
  if (!(error instanceof BedrockCallError) || !CUT_WAY.has(error.kind)) return error;
  return new BedrockCallError('unreachable', `probe-${error.kind}`, { cause: error });
}
