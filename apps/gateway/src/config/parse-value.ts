/**
 * Turns the text of one variable into a value.
 *
 * @throws {UnfitValue} when the text does not fit.
 */
export type ParseValue<T> = (text: string) => T;

/** Says what a value must be. The reason is shown to the operator, so it never quotes the value. */
export class UnfitValue extends Error {
  override readonly name = 'UnfitValue';

  constructor(readonly reason: string) {
    super(reason);
  }
}

/** Decimal digits only: `1e3`, `+1`, `0x10`, ` 1` and `1.0` are mistakes more often than numbers. */
const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/** A whole number from `least` to `most`, both included. */
export function wholeNumber(least: number, most: number): ParseValue<number> {
  return (text) => {
    const value = WHOLE_NUMBER.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new UnfitValue(`must be a whole number from ${least} to ${most}`);
  };
}

/** `true` or `false`. Nothing else: `yes`, `1` and `TRUE` are refused rather than guessed at. */
export function flag(text: string): boolean {
  return oneOf(['true', 'false'])(text) === 'true';
}

/** One of a closed list of words. */
export function oneOf<const Word extends string>(words: readonly Word[]): ParseValue<Word> {
  return (text) => {
    const word = words.find((known) => known === text);
    if (word !== undefined) return word;
    throw new UnfitValue(`must be ${words.join(' or ')}`);
  };
}

/** A list of different words, separated by commas; at least one. */
export function listOf<const Word extends string>(words: readonly Word[]): ParseValue<readonly Word[]> {
  return (text) => {
    const parts = text.split(',');
    const known = words.filter((word) => parts.includes(word));
    if (known.length === parts.length) return known.toSorted((a, b) => parts.indexOf(a) - parts.indexOf(b));
    throw new UnfitValue(`must list ${words.join(' and ')}, each at most once, separated by a comma`);
  };
}

/** Text that fits a pattern. `what` names the pattern for the operator, e.g. `a table name`. */
export function matching(pattern: RegExp, what: string): ParseValue<string> {
  return (text) => {
    if (pattern.test(text)) return text;
    throw new UnfitValue(`must be ${what}`);
  };
}
