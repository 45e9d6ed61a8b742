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
  const counts: Record<string, number> = {};
  for (const [count, name] of Object.entries(names)) {
    const value = valueOf(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) counts[count] = value;
  }
  return counts;
}

/** The members of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
