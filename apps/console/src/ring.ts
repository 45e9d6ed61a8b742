/** The newest of what came, so many at most, newest first. */
export class Ring<Item> {
  private items: Item[] = [];

  constructor(private readonly most: number) {}

  /** Adds the newest; the oldest goes if there is no room. */
  add(item: Item): void {
    this.items.unshift(item);
    if (this.items.length > this.most) this.items.pop();
  }

  /** Adds what has come another way, in its place, as far as there is room. */
  merge(items: readonly Item[], newerFirst: (one: Item, other: Item) => number): void {
    this.items = [...this.items, ...items].toSorted(newerFirst).slice(0, this.most);
  }

  /** Newest first. */
  get all(): readonly Item[] {
    return this.items;
  }
}
