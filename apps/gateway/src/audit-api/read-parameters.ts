import { RequestInvalidError } from '../problems/errors.js';

/** Turns the text of a parameter into its value; undefined where it does not fit. */
export interface ParameterRule<Value> {
  readonly parse: (text: string) => Value | undefined;
  /** What it has to be, in the words of the error: never the text itself. */
  readonly rule: string;
}

/** The values of parameters; undefined for those that are not given. */
export type Parameters<Rules> = {
  readonly [Name in keyof Rules]: Rules[Name] extends ParameterRule<infer Value> ? Value | undefined : never;
};

/** Enough of an unknown name to recognise it. */
const LONGEST_NAME = 64;

/**
 * Reads the parameters of a query by their rules.
 *
 * @throws {RequestInvalidError} naming each one that is unknown, repeated or wrong.
 */
export function readParameters<Rules extends Readonly<Record<string, ParameterRule<unknown>>>>(
  query: URLSearchParams,
  rules: Rules,
): Parameters<Rules> {
  const faults = new Map<string, string>();
  const values = new Map<string, unknown>();
  for (const [name, text] of query) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    const value = rule?.parse(text);
    if (!rule) faults.set(name.slice(0, LONGEST_NAME), 'is not a known parameter');
    else if (query.getAll(name).length > 1) faults.set(name, 'is given more than once');
    else if (value === undefined) faults.set(name, rule.rule);
    else values.set(name, value);
  }
  if (faults.size > 0) throw new RequestInvalidError(Object.fromEntries(faults));
  // Each value came out of the rule of its own name; that cannot be said for a map of them.
  return Object.fromEntries(values) as Parameters<Rules>;
}

/** Text of so many characters at most. */
export function textUpTo(most: number): ParameterRule<string> {
  return {
    parse: (text) => (text !== '' && text.length <= most ? text : undefined),
    rule: `must have 1 to ${most} characters`,
  };
}

/** Text of a form. `what` names the form. */
export function textLike(pattern: RegExp, what: string): ParameterRule<string> {
  return { parse: (text) => (pattern.test(text) ? text : undefined), rule: `must be ${what}` };
}

/** One of a closed list of words. */
export function wordOf<const Word extends string>(words: readonly Word[]): ParameterRule<Word> {
  return { parse: (text) => words.find((word) => word === text), rule: `must be one of ${words.join(', ')}` };
}

/** A whole number from 1. */
export function countUpTo(most: number): ParameterRule<number> {
  return {
    parse: (text) => (/^[1-9]\d{0,8}$/.test(text) && Number(text) <= most ? Number(text) : undefined),
    rule: `must be a whole number from 1 to ${most}`,
  };
}
