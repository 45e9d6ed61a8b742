import type { Clock } from '../clock.js';
import { BedrockCallError } from '../errors.js';
import { untilAborted } from '../until-aborted.js';
import { loadCatalogue } from './load-catalogue.js';
import type { ModelCatalogue } from './model-catalogue.js';
import { isVerdict } from './undefined-if-verdict.js';
import type { SendCall } from './send-call.js';
import { SingleFlight } from './single-flight.js';

const MINUTE_MS = 60_000;
/** Age at which the next request that needs the catalogue reads it anew. */
const FRESH_MS = 60 * MINUTE_MS;
/** Age up to which it serves while it cannot be read. Models and profiles come and go by announcement, not by the hour. */
const USABLE_MS = 24 * 60 * MINUTE_MS;
/** Between two attempts to read it while there is one that serves, or after Bedrock refused. */
const MIN_INTERVAL_MS = MINUTE_MS;

interface Held {
  readonly catalogue: ModelCatalogue;
  readonly readAtEpochMs: number;
}

const LOAD = 'catalogue';

/**
 * The catalogue of this process: read when it is first needed, then kept.
 *
 * It has no calls and no timers of its own: each reading is paid by the request that needs it, on that request's
 * behalf. Callers share one reading; if the one who reads fails, the next one reads.
 * Past one hour it is read anew by one request, while the others go on with what there is. If that fails, the old one
 * serves on, for 24 hours from when it was read, and is tried again once a minute; so is one that Bedrock will not give.
 */
export class CatalogueCache {
  private readonly loads = new SingleFlight<ModelCatalogue>();
  private held: Held | undefined;
  private attemptedAtEpochMs = Number.NEGATIVE_INFINITY;
  // Bedrock's own word that it may not be read; it holds for as long as the attempt counts.
  private refusal: unknown;

  constructor(private readonly now: Clock = Date.now) {}

  /** What is there and may still be used. Never waits, never reads. */
  get latest(): ModelCatalogue | undefined {
    return this.youngerThan(USABLE_MS);
  }

  /**
   * The catalogue, an hour old at most, or as old as it has to be.
   *
   * @param send ends with the same request as `signal`.
   * @throws what `send` throws, if there is none that may be used. {BedrockCallError} `timeout` or `client-gone` by `signal`.
   */
  async current(send: SendCall, signal: AbortSignal): Promise<ModelCatalogue> {
    const ready = this.youngerThan(this.loads.isUnderWay(LOAD) ? USABLE_MS : FRESH_MS);
    return ready ?? this.renewed(send, signal);
  }

  /**
   * The catalogue, read anew: for whoever misses something in it.
   *
   * Reads once a minute at most; in between, one gets what there is.
   *
   * @throws as `current`.
   */
  renewed(send: SendCall, signal: AbortSignal): Promise<ModelCatalogue> {
    return this.loads.run(LOAD, () => this.load(send, signal), signal);
  }

  private youngerThan(ageMs: number): ModelCatalogue | undefined {
    return this.held && this.now() - this.held.readAtEpochMs < ageMs ? this.held.catalogue : undefined;
  }

  private async load(send: SendCall, signal: AbortSignal): Promise<ModelCatalogue> {
    const kept = this.latest;
    const beganAtEpochMs = this.now();
    if (beganAtEpochMs - this.attemptedAtEpochMs < MIN_INTERVAL_MS) {
      if (kept) return kept;
      if (this.refusal !== undefined) throw this.refusal;
    }
    this.attemptedAtEpochMs = beganAtEpochMs;
    try {
      const catalogue = await untilAborted(loadCatalogue(send), signal);
      this.held = { catalogue, readAtEpochMs: beganAtEpochMs };
      this.refusal = undefined;
      return catalogue;
    } catch (error) {
      this.refusal = isVerdict(error) ? error : undefined;
      // That a caller hangs up says nothing about Bedrock: the next one need not wait a minute for it.
      if (error instanceof BedrockCallError && error.kind === 'client-gone') this.attemptedAtEpochMs = -Infinity;
      if (kept && !signal.aborted) return kept;
      throw error;
    }
  }
}
