import { CommanderError } from 'commander';
import { buildCommandTree } from './command-tree.js';
import { CtlError } from './ctl.error.js';
import { EXITS, type Exit } from './exit-codes.js';
import type { Surroundings } from './surroundings.js';

/**
 * Runs the operator's command line once.
 *
 * Documents go to the output, words to the error output. What went wrong is one line there, and what to do about it
 * another one; with `--json` it is one document on the output as well. Only errors of ours are explained, as only their
 * messages are known to hold no values; others are defects and thrown.
 *
 * @returns the exit code, see `EXITS`.
 */
export async function runCtl(args: readonly string[], around: Surroundings): Promise<number> {
  let exit: Exit = 'done';
  const program = buildCommandTree({ around, conclude: (ended) => (exit = ended) });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXITS[exit].code;
  } catch (error) {
    return EXITS[await explain(error, args, around)].code;
  }
}

async function explain(error: unknown, args: readonly string[], around: Surroundings): Promise<Exit> {
  const { terminal, interrupted } = around;
  if (terminal.isClosed) return 'output-closed';
  if (error instanceof CommanderError) {
    // Asked for help or a version: that is on the output already. What was wrong is on the error output.
    if (error.exitCode === 0) return 'done';
    await printProblem(args, around, {
      exit: 'usage',
      message: error.message.replace(/^error: /, ''),
      next: 'ctl help',
    });
    return 'usage';
  }
  if (interrupted.aborted && !(error instanceof CtlError && error.exit !== 'no-gateway')) return 'interrupted';
  if (!(error instanceof CtlError)) throw error;
  terminal.say(`${terminal.paint('red', 'ctl:', 'words')} ${error.message}`);
  if (error.next !== undefined) terminal.say(`${terminal.paint('dim', 'next:', 'words')} ${error.next}`);
  await printProblem(args, around, error);
  return error.exit;
}

/** For a script, what went wrong is a document, too. */
async function printProblem(
  args: readonly string[],
  { terminal }: Surroundings,
  { exit, message, next }: Pick<CtlError, 'exit' | 'message' | 'next'>,
): Promise<void> {
  if (!args.includes('--json')) return;
  const problem = { exitCode: EXITS[exit].code, kind: exit, message, ...(next !== undefined && { next }) };
  await terminal.write(`${JSON.stringify({ error: problem })}\n`);
}
