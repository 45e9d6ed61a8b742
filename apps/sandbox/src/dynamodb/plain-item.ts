import { isJsonObject } from '../json/json-object.js';
import type { JsonObject } from '../json/json-object.js';

/** How each type of DynamoDB's attribute values reads in plain JSON. Binary stays base64. */
const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  S: (value) => value,
  N: Number,
  B: (value) => value,
  BOOL: (value) => value,
  NULL: () => null,
  SS: (value) => value,
  NS: (value) => (Array.isArray(value) ? value.map(Number) : value),
  BS: (value) => value,
  L: (value) => (Array.isArray(value) ? value.map(plainValue) : value),
  M: (value) => (isJsonObject(value) ? plainItem(value) : value),
};

/** An item of a table as a person would write it. */
export function plainItem(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  const [type = '', inner] = isJsonObject(value) ? (Object.entries(value)[0] ?? []) : [];
  const reader = readers[type];
  return reader === undefined ? value : reader(inner);
}
