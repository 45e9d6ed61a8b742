import { untilAborted } from '../until-aborted.js';

/**
 * Lets callers who want the same at the same time share one piece of work, without sharing its failure.
 *
 * Whoever comes first leads: the work runs on the leader's behalf. The others wait for it. If it fails, only the
 * leader fails, as its deadline, caller or route may be the reason; of those who wait, the next one leads.
 */
export class SingleFlight<Result> {
  private readonly flights = new Map<string, Promise<Result>>();

  /** Whether somebody is at it. */
  isUnderWay(key: string): boolean {
    return this.flights.has(key);
  }

  /**
   * Resolves to the result of `work`, one's own or that of whoever came first under the same key.
   *
   * @param work must end by itself once the signal has fired; it is called only if nobody else is at it.
   * @throws what one's own `work` throws. {BedrockCallError} `timeout` or `client-gone` if the signal fires before.
   */
  async run(key: string, work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
    for (;;) {
      const flight = this.flights.get(key);
      if (!flight) return this.lead(key, work);
      const landed = await untilAborted(settle(flight), signal);
      if (landed) return landed.result;
    }
  }

  // Nobody who waited is asked again before the flight is off the list: `settle` hangs on the promise kept there.
  private lead(key: string, work: () => Promise<Result>): Promise<Result> {
    const flight = work().finally(() => this.flights.delete(key));
    this.flights.set(key, flight);
    return flight;
  }
}

async function settle<Result>(flight: Promise<Result>): Promise<{ readonly result: Result } | undefined> {
  try {
    return { result: await flight };
  } catch {
    // Its leader has the error.
    return undefined;
  }
}
