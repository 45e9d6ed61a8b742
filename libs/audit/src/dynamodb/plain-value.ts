import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What an attribute says, as JSON has it; undefined for the kinds that are in no item of ours (binary, sets, null). */
export function plainValue({ S, N, BOOL, L, M }: AttributeValue): unknown {
  if (N !== undefined) return Number(N);
  if (L !== undefined) return L.map(plainValue);
  return M === undefined ? (S ?? BOOL) : plainItem(M);
}

/** The attributes of an item, by name. */
export function plainItem(item: Readonly<Record<string, AttributeValue>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}
