/** What JSON can say. Everything that a user can see of a result is turned into it before it is compared. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** The key under which an object says which class it is of. */
const CLASS = '(class)';

/**
 * A result or an error as plain data: own enumerable fields with their names, classes by their names, errors with name,
 * message and cause (not with their stack), headers and bytes readable. What a value does, its functions, is left out.
 */
export function toPlain(value: unknown, ancestors: readonly unknown[] = []): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object') return `(${typeof value})`;
  if (ancestors.includes(value)) return '(an ancestor)';
  const within = [...ancestors, value];
  if (Array.isArray(value)) return value.map((item) => toPlain(item, within));
  return plainObject(value, within);
}

function plainObject(value: object, within: readonly unknown[]): Plain {
  if (value instanceof Uint8Array) return { [CLASS]: value.constructor.name, bytes: readableBytes(value) };
  if (value instanceof Date) return { [CLASS]: 'Date', iso: value.toISOString() };
  if (value instanceof Headers) return Object.fromEntries(value);
  if (value instanceof Map || value instanceof Set) return toPlain([...value], within);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && typeof field !== 'function');
  const plain = Object.fromEntries(fields.map(([key, field]) => [key, toPlain(field, within)]));
  return { ...classOf(value), ...errorFields(value, within), ...plain };
}

function classOf(value: object): Record<string, Plain> {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isLiteral = prototype === null || prototype === Object.prototype;
  return isLiteral ? {} : { [CLASS]: value.constructor.name };
}

/** What an error has without listing it. */
function errorFields(value: object, within: readonly unknown[]): Record<string, Plain> {
  if (!(value instanceof Error)) return {};
  const { name, message, cause } = value;
  return { name, message, ...(cause === undefined ? {} : { cause: toPlain(cause, within) }) };
}

function readableBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString('utf8');
  return Buffer.from(text).equals(buffer) ? text : buffer.toString('base64');
}
