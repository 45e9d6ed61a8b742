import { setTimeout as pause } from 'node:timers/promises';
import type { ForkedGateway } from '../../support/fork-gateway.js';
import { quantile } from '../child/load.js';
import { slopeOf, type Point } from './slope-of.js';

const PULSE_MS = 100;

/** What is done for the first time takes its memory until so many parts of a run in ten are over. */
const WARM_UP_PARTS = 3;
const PARTS = 10;

/** Takes the pulse of a gateway from outside until it is disposed of: `/health` does nothing but wait for its turn. */
export class VitalSigns implements AsyncDisposable {
  /** Bytes of memory by time. */
  readonly #weights: Point[] = [];
  readonly #pulsesMs: number[] = [];
  readonly #stop = new AbortController();
  readonly #beating: Promise<void>;
  #sick = 0;

  constructor(private readonly gateway: ForkedGateway) {
    this.#beating = this.#beat();
  }

  /** How often `/health` was anything but 200. */
  get sick(): number {
    return this.#sick;
  }

  /** A stand-in for the delay of the event loop, with the way there and back. */
  get pulseP99Ms(): number {
    return quantile(
      this.#pulsesMs.toSorted((a, b) => a - b),
      0.99,
    );
  }

  /** How fast the memory grows once it is warm, by least squares; 0 of a run that is too short to say. */
  get bytesPerMinute(): number {
    return slopeOf(this.#floors().slice(WARM_UP_PARTS)) * 60_000;
  }

  /** The least memory in megabytes in each tenth of the run. */
  get megabytesByTenth(): readonly number[] {
    return this.#floors().map(({ y }) => Math.round(y / 1_000_000));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#beating;
  }

  /** The least in each part: what the garbage collector has not come to yet goes up and down, and hides what stays. */
  #floors(): readonly Point[] {
    const length = Math.floor(this.#weights.length / PARTS);
    const parts = Array.from({ length: PARTS }, (_, part) => this.#weights.slice(part * length, (part + 1) * length));
    return parts.flatMap((weights) => weights.toSorted((a, b) => a.y - b.y)[0] ?? []);
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const startedAtMs = performance.now();
      const response = await fetch(`${this.gateway.url}/health`).catch(() => undefined);
      await response?.arrayBuffer();
      this.#pulsesMs.push(performance.now() - startedAtMs);
      this.#sick += Number(response?.status !== 200);
      this.#weights.push({ x: performance.now(), y: this.gateway.residentBytes() ?? 0 });
      await pause(PULSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
