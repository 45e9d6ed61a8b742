/** One line tells of all refusals of so long a time. */
const INTERVAL_MS = 1_000;

/**
 * Says when a refusal for want of room is worth a line in the log: the first is, and after that one a second, which
 * stands for all of it. A line for each would cost more than the refusal, and say nothing more.
 */
export class OverloadLog {
  #untold = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  /** @param nowMs a clock that never goes back */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  /** Counts one refusal. How many the line now due stands for; undefined if none is due yet. */
  count(): number | undefined {
    this.#untold += 1;
    const nowMs = this.nowMs();
    if (nowMs - this.#toldAtMs < INTERVAL_MS) return undefined;
    const refused = this.#untold;
    [this.#untold, this.#toldAtMs] = [0, nowMs];
    return refused;
  }
}
