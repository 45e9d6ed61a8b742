/** Writes that run off the caller's path, each with the means to cut it short. Holds nothing of a write that is over. */
export class PendingWrites {
  readonly #running = new Map<Promise<void>, AbortController>();

  get size(): number {
    return this.#running.size;
  }

  /** Starts a write. It must not reject. */
  add(write: (signal: AbortSignal) => Promise<void>): void {
    const cut = new AbortController();
    const done = write(cut.signal).finally(() => this.#running.delete(done));
    this.#running.set(done, cut);
  }

  /**
   * Resolves when none is running, those included that begin meanwhile.
   *
   * @param signal when it fires, the writes are told to come to an end at once.
   */
  async settled(signal: AbortSignal): Promise<void> {
    const cutAll = (): void => {
      for (const cut of this.#running.values()) cut.abort();
    };
    signal.addEventListener('abort', cutAll);
    while (this.#running.size > 0) {
      if (signal.aborted) cutAll();
      await Promise.all(this.#running.keys());
    }
    signal.removeEventListener('abort', cutAll);
  }
}
