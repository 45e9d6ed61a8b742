import { rowName, USAGE_COUNTS, type UsageCounts, type UsageRow } from './usage-counts.js';

/** Adds rows up, those of one day, model, tenant and route together. Bounded by nothing but how many differ. */
export class UsageSums {
  readonly #rows = new Map<string, UsageRow>();

  get size(): number {
    return this.#rows.size;
  }

  has(row: UsageRow): boolean {
    return this.#rows.has(keyOf(row));
  }

  add(row: UsageRow): void {
    const key = keyOf(row);
    const known = this.#rows.get(key);
    this.#rows.set(key, known ? { ...known, ...combine(known, row, 1) } : row);
  }

  /** By day, then by tenant, model and route. */
  rows(): readonly UsageRow[] {
    return [...this.#rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }
}

/** The counts of one row, with those of another added `times` times: 1 adds, -1 takes away. */
export function combine(one: UsageCounts, other: UsageCounts, times: 1 | -1): UsageCounts {
  const [requests = 0, errors = 0, inputTokens = 0, outputTokens = 0, cacheReadTokens = 0, cacheWriteTokens = 0] =
    USAGE_COUNTS.map((name) => one[name] + times * other[name]);
  return { requests, errors, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
}

/** Whether nothing is counted. */
export function isNothing(counts: UsageCounts): boolean {
  return USAGE_COUNTS.every((name) => counts[name] === 0);
}

function keyOf(row: UsageRow): string {
  return `${row.day} ${rowName(row)}`;
}
