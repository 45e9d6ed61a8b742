/** A map of a bounded number of entries: what was not asked for longest goes first. */
export class RecentMap<Value> {
  readonly #entries = new Map<string, Value>();

  constructor(private readonly mostEntries: number) {}

  get size(): number {
    return this.#entries.size;
  }

  /** The value, which counts as asked for now. */
  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#move(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#move(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  #move(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }
}
