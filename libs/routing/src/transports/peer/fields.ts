/** A JSON object whose members nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** The members of a JSON object; undefined for anything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The members of an object that are texts; the others are left out. */
export function textsOf(value: unknown): Record<string, string> {
  const texts = Object.entries(fieldsOf(value) ?? {}).filter(([, text]) => typeof text === 'string');
  return Object.fromEntries(texts) as Record<string, string>;
}
