import { setTimeout } from 'node:timers/promises';
import type { Route } from '@app/routing';

/** Tries a version of the commercial secret on one route, once. */
export type TryOnRoute = (pendingVersionId: string, signal: AbortSignal) => Promise<void>;

/** A new key is known everywhere within seconds, now and then within a minute. Source: IAM user guide, troubleshooting. */
const DELAYS_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000] as const;

/** Waits. Rejects with an `AbortError` when the signal fires first. */
const pauseFor = async (delayMs: number, signal: AbortSignal): Promise<void> =>
  await setTimeout(delayMs, undefined, { signal });

/** Shows that Bedrock takes the new key on every route that there is. */
export class RouteTrials {
  constructor(
    private readonly trials: ReadonlyMap<Route, TryOnRoute>,
    private readonly pause: (delayMs: number, signal: AbortSignal) => Promise<void> = pauseFor,
  ) {}

  /** The routes, for people. */
  get routes(): readonly Route[] {
    return [...this.trials.keys()];
  }

  /**
   * Tries the version on every route until each has taken it, for a minute at most.
   *
   * @throws what the last try of a route failed with.
   */
  async prove(pendingVersionId: string, signal: AbortSignal): Promise<void> {
    await Promise.all([...this.trials.values()].map((tryOnce) => this.repeat(tryOnce, pendingVersionId, signal)));
  }

  /** Any failure is worth another try: a refusal may be one of a key that is not known everywhere yet. */
  private async repeat(tryOnce: TryOnRoute, pendingVersionId: string, signal: AbortSignal): Promise<void> {
    for (const delayMs of DELAYS_MS) {
      try {
        return await tryOnce(pendingVersionId, signal);
      } catch {
        signal.throwIfAborted();
        await this.pause(delayMs, signal);
      }
    }
    await tryOnce(pendingVersionId, signal);
  }
}
