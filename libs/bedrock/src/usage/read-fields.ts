import type { TokenUsage } from '../token-usage.js';

/** What each count is called somewhere. */
export type CountNames = Readonly<Record<keyof TokenUsage, string>>;

/** The counts among the fields of an object; what is no whole number is left out. */
export function readFields(value: unknown, names: Partial<CountNames>): TokenUsage {
  const fields = fieldsOf(value);
  return readCounts(names, (name) => fields[name]);
}

/** The same, wherever the values are. */
export function readCounts(names: Partial<CountNames>, valueOf: (name: string) => unknown): TokenUsage {
  const counts = Object.entries(names).map(([count, name]) => [count, valueOf(name)] as const);
  return Object.fromEntries(counts.filter(([, value]) => Number.isSafeInteger(value) && Number(value) >= 0));
}

/** The members of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
