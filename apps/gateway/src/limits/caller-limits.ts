import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../auth/caller.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { CallerLimitedError, type CallerLimit } from '../problems/errors.js';
import { Allowance } from './allowance.js';

/** What is known of a request before its body is read. */
export interface VisitFacts {
  readonly streamed: boolean;
  /** The length that its head gives, 0 where it gives none. */
  readonly declaredBytes: number;
}

/** One request of a caller, while it is at work. */
export interface Visit {
  /** Tells of bytes of the body as they come. */
  readonly received: (bytes: number) => void;
  /** To be called once, however the request ends. */
  readonly leave: () => void;
}

/** What one caller has at work. */
interface AtWork {
  requests: number;
  streams: number;
}

const NOTHING_AT_WORK: Readonly<AtWork> = { requests: 0, streams: 0 };

const nothing = (): void => undefined;

/** Of whoever has no limit. */
const UNLIMITED: Visit = { received: nothing, leave: nothing };

/** Nobody knows when one of a caller's own requests ends; this is soon enough to ask again. */
const SOON_MS = 1_000;

/**
 * What one caller may have of this process, so that no one of them has all of it. A caller is a subject of a tenant: a
 * second token for the same one is the same caller. Whatever the operator has not set is without a limit, and nothing is
 * remembered for it.
 *
 * Why not a library: those that keep counts in memory keep one and a timer for each key that they have ever seen, and
 * count in windows, so that what they say about when to come back is the end of a window.
 */
@Injectable()
export class CallerLimits {
  private readonly atWork = new Map<string, AtWork>();
  private readonly requests: Allowance | undefined;
  private readonly bytes: Allowance | undefined;
  private readonly isOn: boolean;

  constructor(private readonly config: GatewayConfig) {
    const { requestsPerMinute, bytesPerMinute } = config.limits.caller;
    this.isOn = Object.values(config.limits.caller).some((limit) => limit !== undefined);
    const nowMs = (): number => performance.now();
    this.requests = requestsPerMinute === undefined ? undefined : new Allowance(requestsPerMinute, nowMs);
    this.bytes = bytesPerMinute === undefined ? undefined : new Allowance(bytesPerMinute, nowMs);
  }

  /** Callers with something at work now. */
  get callersAtWork(): number {
    return this.atWork.size;
  }

  /**
   * Takes a request on, and charges it with the length that it declares: who declares, pays.
   *
   * @throws {CallerLimitedError} if the caller has to wait; nothing is charged then.
   */
  enter(caller: Pick<Caller, 'tenant' | 'subject'>, facts: VisitFacts): Visit {
    if (!this.isOn) return UNLIMITED;
    const key = keyOf(caller);
    const declaredBytes = Math.min(facts.declaredBytes, this.config.limits.maxBodyBytes);
    this.refuseWhatIsOver(key, { ...facts, declaredBytes });
    this.requests?.charge(key, 1);
    if (declaredBytes > 0) this.bytes?.charge(key, declaredBytes);
    this.count(key, 1, facts);
    let paidBytes = declaredBytes;
    return {
      received: (bytes) => {
        const unpaidBytes = Math.max(0, bytes - paidBytes);
        paidBytes = Math.max(0, paidBytes - bytes);
        if (unpaidBytes > 0) this.bytes?.charge(key, unpaidBytes);
      },
      leave: () => this.count(key, -1, facts),
    };
  }

  private refuseWhatIsOver(key: string, { streamed, declaredBytes }: VisitFacts): void {
    const { maxInFlight = Infinity, maxStreams = Infinity } = this.config.limits.caller;
    const { requests, streams } = this.atWork.get(key) ?? NOTHING_AT_WORK;
    if (requests >= maxInFlight) refuse('requests-at-work', SOON_MS);
    if (streamed && streams >= maxStreams) refuse('streams-at-work', SOON_MS);
    refuse('requests-per-minute', this.requests?.waitMs(key, 1) ?? 0);
    // Without a length, too, there has to be room for a first byte.
    refuse('bytes-per-minute', this.bytes?.waitMs(key, Math.max(1, declaredBytes)) ?? 0);
  }

  private count(key: string, by: 1 | -1, { streamed }: VisitFacts): void {
    const { requests, streams } = this.atWork.get(key) ?? NOTHING_AT_WORK;
    const after = { requests: requests + by, streams: streams + (streamed ? by : 0) };
    if (after.requests > 0) this.atWork.set(key, after);
    else this.atWork.delete(key);
  }
}

function refuse(limit: CallerLimit, waitMs: number): void {
  if (waitMs > 0) throw new CallerLimitedError(limit, Math.ceil(waitMs / 1_000));
}

/** Subjects may be as long as a token: a digest is not, and no two callers share one. */
function keyOf({ tenant, subject }: Pick<Caller, 'tenant' | 'subject'>): string {
  const name = JSON.stringify([tenant ?? null, subject]);
  return hash('sha256', name, 'base64');
}
