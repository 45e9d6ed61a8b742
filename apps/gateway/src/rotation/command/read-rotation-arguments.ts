import { ROTATED, type Rotated } from '../open-rotation.js';
import { RotationArgumentError } from './rotation-argument.error.js';

/** What the command line asks for. */
export interface RotationArguments {
  readonly which: Rotated;
  readonly isDryRun: boolean;
  readonly takesOver: boolean;
  readonly asJson: boolean;
}

const FLAGS: readonly string[] = ['--dry-run', '--take-over', '--json'];

/**
 * Reads the command line.
 *
 * @returns undefined where it asks for help.
 * @throws {RotationArgumentError} for anything that is not understood; what was typed is not quoted.
 */
export function readRotationArguments(args: readonly string[]): RotationArguments | undefined {
  if (args.some((arg) => arg === '--help' || arg === '-h')) return undefined;
  const words = args.filter((arg) => !arg.startsWith('-'));
  const flags = args.filter((arg) => arg.startsWith('-'));
  const which = ROTATED.find((known) => known === words[0]);
  if (which === undefined || words.length > 1) throw new RotationArgumentError(`takes one of: ${ROTATED.join(', ')}`);
  if (!flags.every((flag) => FLAGS.includes(flag))) throw new RotationArgumentError(`takes only ${FLAGS.join(', ')}`);
  const isSet = (flag: string): boolean => flags.includes(flag);
  return { which, isDryRun: isSet('--dry-run'), takesOver: isSet('--take-over'), asJson: isSet('--json') };
}
