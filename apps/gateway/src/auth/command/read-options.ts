import { parseArgs } from 'node:util';
import { TokenArgumentError } from './token-argument.error.js';

const OPTIONS = {
  sub: { type: 'string' },
  permissions: { type: 'string' },
  routes: { type: 'string' },
  models: { type: 'string' },
  classifications: { type: 'string' },
  tenant: { type: 'string' },
  'expires-in': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** An option of the token command, without its dashes. */
export type OptionName = keyof typeof OPTIONS;

/** Option -> its text; `help` has none. */
export type Options = ReadonlyMap<OptionName, string>;

/**
 * Reads the command line. Whether the texts make sense is not looked at yet.
 *
 * @throws {TokenArgumentError} for an option that is unknown, given twice or without a value, and for loose words.
 */
export function readOptions(args: readonly string[]): Options {
  // Not strict: Node's own complaints are paragraphs, and quote what they did not understand.
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  const options = new Map<OptionName, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') throw new TokenArgumentError('command line', 'takes options only, no loose words');
    const name = knownName(token);
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

function knownName({ name, rawName }: OptionToken): OptionName {
  const known = Object.keys(OPTIONS).find((option): option is OptionName => option === name);
  if (known !== undefined) return known;
  // Anything longer or stranger than a name may be a secret that slipped in.
  if (/^[A-Za-z-]{1,30}$/.test(rawName)) throw new TokenArgumentError(rawName, 'is not an option');
  throw new TokenArgumentError('command line', 'holds an unknown option');
}

/** `--sub --routes vpn` is a forgotten value, not a subject called `--routes`; `--sub=--x` is meant. */
function valueOf(name: OptionName, { value, inlineValue }: OptionToken): string {
  if (value !== undefined && (inlineValue === true || !value.startsWith('--'))) return value;
  throw new TokenArgumentError(`--${name}`, 'needs a value');
}

function nothing({ value }: OptionToken): string {
  if (value === undefined) return '';
  throw new TokenArgumentError('--help', 'takes no value');
}
