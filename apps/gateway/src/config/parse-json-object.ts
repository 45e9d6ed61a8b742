/** The members of a JSON object. A map, so that no name can reach a member that every object has. */
export type JsonMembers = ReadonlyMap<string, unknown>;

/** The members of a JSON object; `undefined` for text that is not JSON, or JSON that is no object. */
export function parseJsonObject(text: string): JsonMembers | undefined {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    // The parser's message quotes the text, which may be a secret: it is left behind.
    return undefined;
  }
}

/** The members of a value that came out of JSON; `undefined` for anything but an object. */
export function membersOf(value: unknown): JsonMembers | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? new Map(Object.entries(value)) : undefined;
}
