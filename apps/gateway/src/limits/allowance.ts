/** How many callers are remembered. Whoever has been quiet longest is forgotten first, which is in their favour. */
const MOST_CALLERS = 10_000;
const MINUTE_MS = 60_000;

/** What a caller has used up, as of a moment. It goes down as time goes by. */
interface Debt {
  readonly amount: number;
  readonly atMs: number;
}

/**
 * So much a minute for each caller, all of it at once if they like: a leaky bucket for each, without a timer.
 *
 * Bounded however many callers there are. Forgetting one that owes something gives away a minute's worth; whoever can
 * have tokens made for ten thousand subjects has that without it. To refuse newcomers would lock out those who have done
 * nothing.
 */
export class Allowance {
  readonly #debts = new Map<string, Debt>();

  /** @param nowMs a clock that never goes back */
  constructor(
    private readonly perMinute: number,
    private readonly nowMs: () => number,
  ) {}

  /** Callers remembered now. */
  get size(): number {
    return this.#debts.size;
  }

  /** Milliseconds until so much is free; more than there ever is needs all of it. 0: at once. */
  waitMs(caller: string, amount: number): number {
    const over = this.#debtOf(caller) + Math.min(amount, this.perMinute) - this.perMinute;
    return Math.max(0, (over / this.perMinute) * MINUTE_MS);
  }

  /** Uses so much up, be it more than there is. */
  charge(caller: string, amount: number): void {
    const debt = { amount: this.#debtOf(caller) + amount, atMs: this.nowMs() };
    // A map keeps the order in which its keys came: the first is the one that was quiet longest.
    this.#debts.delete(caller);
    this.#debts.set(caller, debt);
    if (this.#debts.size > MOST_CALLERS) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const caller of this.#debts.keys()) {
      this.#debts.delete(caller);
      return;
    }
  }

  #debtOf(caller: string): number {
    const debt = this.#debts.get(caller);
    if (debt === undefined) return 0;
    return Math.max(0, debt.amount - ((this.nowMs() - debt.atMs) / MINUTE_MS) * this.perMinute);
  }
}
