/** A string, with the colon behind it if it is a key; or the start or end of an object. Arrays need no bookkeeping. */
const STRINGS_AND_BRACES = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g;

/**
 * Whether an object anywhere in a JSON text has two members of one name.
 *
 * `JSON.parse` silently keeps the last one, while another reader of the same text may keep the first: two readers would
 * then act on different policies or claims. One pass, no recursion.
 *
 * @param json text that `JSON.parse` accepts; of any other text the answer means nothing.
 */
export function hasDuplicateKey(json: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, text, colon] of json.matchAll(STRINGS_AND_BRACES)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (text !== undefined && colon !== undefined && !isNew(open.at(-1), text)) return true;
  }
  return false;
}

/** Compares what the keys mean, not how they are written: `"a"` and `"\u0061"` are one name. */
function isNew(keys: Set<string> | undefined, quoted: string): boolean {
  const key = String(JSON.parse(quoted));
  const fresh = keys?.has(key) === false;
  keys?.add(key);
  return fresh;
}
