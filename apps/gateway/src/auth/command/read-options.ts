import { parseArgs } from 'node:util';
import { TokenArgumentError } from './token-argument.error.js';

const HELP = { type: 'boolean', short: 'h' } as const;

/** Option -> its text; `help` has none. */
export type Options<Name extends string> = ReadonlyMap<Name | 'help', string>;

/**
 * Reads the command line. Whether the texts make sense is not looked at yet.
 *
 * @param names of the options that take a text, without their dashes; `help` is always there.
 * @throws {TokenArgumentError} for an option that is unknown, given twice or without a value, and for loose words.
 */
export function readOptions<Name extends string>(args: readonly string[], names: readonly Name[]): Options<Name> {
  const texts = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  // Not strict: Node's own complaints are paragraphs, and quote what they did not understand.
  const { tokens } = parseArgs({ args: [...args], options: { ...texts, help: HELP }, strict: false, tokens: true });
  const options = new Map<Name | 'help', string>();
  for (const token of tokens) {
    if (token.kind !== 'option') throw new TokenArgumentError('command line', 'takes options only, no loose words');
    const name = knownName(token, [...names, 'help']);
    if (options.has(name)) throw new TokenArgumentError(`--${name}`, 'must be given once');
    options.set(name, name === 'help' ? nothing(token) : valueOf(name, token));
  }
  return options;
}

interface OptionToken {
  readonly name: string;
  /** As it was typed, with its dashes. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether the value came behind a `=`. */
  readonly inlineValue?: boolean | undefined;
}

function knownName<Name extends string>({ name, rawName }: OptionToken, names: readonly Name[]): Name {
  const known = names.find((option) => option === name);
  if (known !== undefined) return known;
  // Anything longer or stranger than a name may be a secret that slipped in.
  if (/^[A-Za-z-]{1,30}$/.test(rawName)) throw new TokenArgumentError(rawName, 'is not an option');
  throw new TokenArgumentError('command line', 'holds an unknown option');
}

/** `--sub --routes vpn` is a forgotten value, not a subject called `--routes`; `--sub=--x` is meant. */
function valueOf(name: string, { value, inlineValue }: OptionToken): string {
  if (value !== undefined && (inlineValue === true || !value.startsWith('--'))) return value;
  throw new TokenArgumentError(`--${name}`, 'needs a value');
}

function nothing({ value }: OptionToken): string {
  if (value === undefined) return '';
  throw new TokenArgumentError('--help', 'takes no value');
}
