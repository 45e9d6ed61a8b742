import { afterLapse } from './after-lapse.js';
import { AuditStoreError } from './errors.js';

/** A write that waits for its turn. */
interface Waiting {
  /** It has a slot now. */
  readonly go: () => void;
  readonly giveUp: (reason: unknown) => void;
}

/**
 * Lets so many writes through at a time; the others wait, in the order in which they came. A burst of them would else
 * keep the process busy for longer than the time that each may take, and all would be given up for it.
 */
export class WriteSlots {
  readonly #waiting = new Set<Waiting>();
  #taken = 0;
  #takeBackWatch: () => void = () => undefined;

  /** @param patienceMs a store that has taken nothing for so long, while writes wait, takes none of these. */
  constructor(
    private readonly slots: number,
    private readonly patienceMs: number,
  ) {}

  /**
   * Runs a write once there is a slot for it.
   *
   * @throws {AuditStoreError} of reason `timeout` if the store took nothing meanwhile; the signal's reason when it fired.
   */
  async run<T>(signal: AbortSignal, write: () => Promise<T>): Promise<T> {
    if (this.#taken >= this.slots) await this.#wait(signal);
    else this.#taken += 1;
    try {
      const result = await write();
      this.#watch();
      return result;
    } finally {
      this.#pass();
    }
  }

  async #wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (reason: unknown): void => {
      // At once, or the next slot could be handed to somebody who has left.
      this.#waiting.delete(waiting);
      reject(reason);
    };
    const waiting: Waiting = { go: resolve, giveUp };
    const leave = (): void => giveUp(signal.reason);
    signal.addEventListener('abort', leave);
    this.#waiting.add(waiting);
    if (this.#waiting.size === 1) this.#watch();
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** Hands a slot that is free to whoever waits longest. */
  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken -= 1;
      this.#takeBackWatch();
      return;
    }
    this.#waiting.delete(next);
    next.go();
  }

  /** From now on the store has as long again. */
  #watch(): void {
    this.#takeBackWatch();
    if (this.#waiting.size === 0) return;
    this.#takeBackWatch = afterLapse(this.patienceMs, () => {
      for (const { giveUp } of this.#waiting) giveUp(new AuditStoreError('timeout'));
    });
  }
}
