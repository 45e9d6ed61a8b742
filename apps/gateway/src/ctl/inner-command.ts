import { CtlError } from './ctl.error.js';
import type { Exit } from './exit-codes.js';

/** Where a command writes that was there before this program. */
export interface InnerOutput {
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** How an inner command ended, where that is no error: with what it has printed. */
export interface InnerEnd {
  readonly exit: Exit;
  readonly output: string;
}

/** What to do about each; where nothing is said, its own words say enough. */
const NEXT: Partial<Readonly<Record<Exit, string>>> = {
  usage: 'ctl help, with the verb behind it',
  environment: 'docs/configuration.md',
  unfinished: 'run it again',
};

/**
 * Runs a command that has exit codes and error lines of its own, and says what they mean here.
 *
 * @param exits what each of its exit codes but 0 means here.
 * @throws {CtlError} with its error line, where it ended with a code that is not 0 and printed nothing else.
 */
export async function runInner(
  run: (output: InnerOutput) => Promise<number>,
  exits: Readonly<Record<number, Exclude<Exit, 'done'>>>,
): Promise<InnerEnd> {
  let [output, errors] = ['', ''];
  const code = await run({
    writeOut: (text) => void (output += text),
    writeError: (text) => void (errors += text),
  });
  const exit = code === 0 ? 'done' : (exits[code] ?? 'failed');
  if (exit === 'done' || output !== '') return { exit, output };
  // Its own name in front would name a script that nobody has typed.
  throw new CtlError(exit, errors.trim().replace(/^[a-z:-]+: /, ''), NEXT[exit]);
}

/** Options of commander as words of a command line, `--name=value`: so a value may begin with a dash. */
export function toWords(options: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}
