/** Something took longer than it may. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** A limit on how long an answer may take; disposing of it ends its timer. */
export class TimeLimit implements Disposable {
  readonly #over = Promise.withResolvers<never>();
  readonly #timer: NodeJS.Timeout;

  constructor(limitMs: number) {
    // Nobody may be waiting when it strikes.
    this.#over.promise.catch(() => undefined);
    this.#timer = setTimeout(() => this.#over.reject(new TimeLimitError(`More than ${limitMs} ms`)), limitMs);
  }

  /** The items of a source until the limit strikes; with `idleMs`, also until none came for so long. */
  async *over<Item>(source: AsyncGenerator<Item, void>, idleMs?: number): AsyncGenerator<Item, void> {
    try {
      for (;;) {
        using idle = idleMs === undefined ? undefined : new TimeLimit(idleMs);
        const never = idle?.struck ?? this.struck;
        const result = await Promise.race([source.next(), this.struck, never]);
        if (result.done === true) return;
        yield result.value;
      }
    } finally {
      // A source that waits for its next item ends when that is there: to wait for that here would be without limit.
      source.return().catch(() => undefined);
    }
  }

  /** Rejects when the limit strikes. */
  get struck(): Promise<never> {
    return this.#over.promise;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
