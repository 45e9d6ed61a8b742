/** What a template can say. Functions stand in it in their long form: `{ "Fn::If": [...] }`. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A function of the template. */
export function call(name: 'Ref' | `Fn::${string}`, argument: Json): Json {
  return { [name]: argument };
}

/** Name and argument, where a value is a call and not data. */
export function callIn(value: Json): readonly [name: string, argument: Json] | undefined {
  if (!isMap(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0) return undefined;
  return entry[0] === 'Ref' || entry[0].startsWith('Fn::') ? entry : undefined;
}

/** Tells a map from a list and from plain values. */
export function isMap(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
