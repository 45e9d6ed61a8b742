/**
 * Where the value of each top-level member of a JSON object stands in its text.
 *
 * The text must have passed `JSON.parse` as an object already: this only finds borders, it validates nothing.
 * A member's own text is needed because parsing and writing again would change numbers, escapes and order.
 *
 * @returns one entry per member, in order; names are decoded, a name that occurs twice gives two entries.
 */
export function sliceJsonMembers(text: string): { name: string; value: string }[] {
  const members: { name: string; value: string }[] = [];
  let at = skipSpace(text, text.indexOf('{') + 1);
  while (text[at] !== '}') {
    const nameEnd = endOfString(text, at);
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    members.push({ name: nameOf(text.slice(at, nameEnd)), value: text.slice(valueStart, valueEnd) });
    at = skipSpace(text, valueEnd);
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return members;
}

function nameOf(literal: string): string {
  const name: unknown = JSON.parse(literal);
  return String(name);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at += 1;
  return at;
}

/** Index behind the closing quote of the string that starts at `from`. */
function endOfString(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); ; quote = text.indexOf('"', quote + 1)) {
    if (!isEscaped(text, quote)) return quote + 1;
  }
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}

/** Index behind the value that starts at `from`. Depth is counted, not recursed into. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; ; at += 1) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (depth === 0 && isBehindScalar(character)) return at;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth === 0 && (character === '"' || character === '}' || character === ']')) return at + 1;
  }
}

function isBehindScalar(character: string | undefined): boolean {
  return character === undefined || ',}] \n\r\t'.includes(character);
}
