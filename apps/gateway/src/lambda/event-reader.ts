import { membersOf } from '../config/parse-json-object.js';

/** A text with something in it; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The pairs of a map of texts, and of a map of lists of texts; what is neither is left out. */
export function pairsOf(single: unknown, multiple: unknown): (readonly [name: string, value: string])[] {
  const lists = membersOf(multiple) ?? membersOf(single) ?? [];
  return [...lists].flatMap(([name, values]) =>
    [values].flat().flatMap((value: unknown) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );
}
