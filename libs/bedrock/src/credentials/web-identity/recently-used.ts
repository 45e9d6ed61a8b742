/** Keeps one thing per key, up to a number of them; then the one that nobody asked for the longest goes. */
export class RecentlyUsed<Value> {
  private readonly entries = new Map<string, Value>();

  constructor(private readonly maxEntries: number) {}

  /** What is kept under a key; made now if there is nothing. Takes the same time however much is kept. */
  get(key: string, make: () => Value): Value {
    const value = this.entries.get(key) ?? make();
    // A map lists its keys in the order in which they came: out and in again makes this one the newest.
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.maxEntries) this.dropOldest();
    return value;
  }

  private dropOldest(): void {
    for (const oldest of this.entries.keys()) {
      this.entries.delete(oldest);
      return;
    }
  }
}
