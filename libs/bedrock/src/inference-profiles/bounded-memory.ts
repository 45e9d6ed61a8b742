import type { Clock } from '../clock.js';

interface Remembered<Value> {
  readonly value: Value;
  readonly goodUntilEpochMs: number;
}

/** Remembers what was found out, for as long as it is good and up to a number of entries; then the oldest goes. */
export class BoundedMemory<Value> {
  private readonly entries = new Map<string, Remembered<Value>>();

  constructor(
    private readonly maxEntries: number,
    private readonly now: Clock,
  ) {}

  /** What is remembered under this key and still good. Takes the same time however much is remembered. */
  recall(key: string): Value | undefined {
    const entry = this.entries.get(key);
    return entry && this.now() < entry.goodUntilEpochMs ? entry.value : undefined;
  }

  /** Remembers a value, in place of what was known; without `goodForMs` until it is forgotten or displaced. */
  remember(key: string, value: Value, goodForMs = Number.POSITIVE_INFINITY): void {
    this.entries.delete(key);
    this.entries.set(key, { value, goodUntilEpochMs: this.now() + goodForMs });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.maxEntries) break;
      this.entries.delete(oldest);
    }
  }

  /** Forgets one key. */
  forget(key: string): void {
    this.entries.delete(key);
  }
}
