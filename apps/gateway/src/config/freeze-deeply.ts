/**
 * Freezes plain objects, arrays and maps, all the way down, and returns the same value.
 *
 * `Object.freeze` leaves the entries of a map writable: its writing methods are taken away instead.
 */
export function freezeDeeply<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) Object.assign(value, { set: refuseWrite, delete: refuseWrite, clear: refuseWrite });
  const parts: Iterable<unknown> = value instanceof Map ? value.values() : Object.values(value);
  for (const part of parts) freezeDeeply(part);
  return Object.freeze(value);
}

function refuseWrite(): never {
  throw new TypeError('The configuration cannot be changed');
}
