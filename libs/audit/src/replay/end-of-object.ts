/** The longest event that CloudWatch takes, in bytes: no record is longer. Source: CloudWatch Logs quotas. */
const LONGEST_OBJECT = 1_048_576;

/**
 * The position behind the JSON object that begins at `start`; undefined where the text is over before the object is,
 * or the object is too long for a record.
 *
 * Looks at quotes and braces alone. That what lies between is JSON is for a parser to say.
 */
export function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isInString = false;
  const end = Math.min(text.length, start + LONGEST_OBJECT);
  for (let at = start; at < end; at += 1) {
    const character = text[at];
    if (isInString && character === '\\') at += 1;
    else if (character === '"') isInString = !isInString;
    else if (!isInString && character === '{') depth += 1;
    else if (!isInString && character === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return undefined;
}
