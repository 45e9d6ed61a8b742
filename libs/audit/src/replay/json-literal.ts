/** A string of JSON that something was found in. */
export interface Literal {
  /** What it holds. */
  readonly text: string;
  /** The position behind its closing quote. */
  readonly end: number;
}

/** What stands before a string that is a message of a log: its key, as CloudWatch names it, or nothing but a list. */
const BEFORE_MESSAGE = /(?:^\s*|[[,]\s*|"@?message"\s*:\s*)$/;

/** Indentation and key of a message, with much room. */
const LONGEST_KEY = 256;

/**
 * The message of a log that surrounds a position; undefined where there is none, or not all of it.
 *
 * Any other field of a document may hold what a caller chose, and nobody is to write records by means of a name.
 */
export function messageAround(line: string, position: number): Literal | undefined {
  const opening = bareQuote(line, position, -1);
  const closing = bareQuote(line, position, 1);
  if (opening === undefined || closing === undefined || !endsBeforeMessage(line, opening)) return undefined;
  const text = parseText(line.slice(opening, closing + 1));
  return text === undefined ? undefined : { text, end: closing + 1 };
}

/** The nearest quote in a direction that begins or ends a string: the others are escaped. */
function bareQuote(line: string, position: number, direction: 1 | -1): number | undefined {
  for (let at = position; at >= 0 && at < line.length; at += direction) {
    if (line[at] === '"' && !isEscaped(line, at)) return at;
  }
  return undefined;
}

/** A backslash escapes what follows, unless it is itself escaped. */
function isEscaped(line: string, position: number): boolean {
  let backslashes = 0;
  while (line[position - backslashes - 1] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

/** Looks no further back than it must: a line may be long, and hold many messages. */
function endsBeforeMessage(line: string, end: number): boolean {
  // Cut in the middle of a long line, what is left begins with something else than the line did.
  const start = Math.max(0, end - LONGEST_KEY);
  return BEFORE_MESSAGE.test(`${start > 0 ? '...' : ''}${line.slice(start, end)}`);
}

function parseText(literal: string): string | undefined {
  try {
    return String(JSON.parse(literal));
  } catch {
    return undefined;
  }
}
