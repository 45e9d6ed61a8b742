/** A JSON object whose members nobody has checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** The members of a JSON object; undefined for anything else. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** A text with something in it; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The pairs of a map of texts, and of a map of lists of texts; what is neither is left out. */
export function pairsOf(single: unknown, multiple: unknown): (readonly [name: string, value: string])[] {
  const lists = fieldsOf(multiple) ?? fieldsOf(single) ?? {};
  return Object.entries(lists).flatMap(([name, values]) =>
    [values].flat().flatMap((value: unknown) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}
