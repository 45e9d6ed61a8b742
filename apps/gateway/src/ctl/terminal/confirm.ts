import { createInterface } from 'node:readline/promises';
import { CtlError } from '../ctl.error.js';
import type { Terminal } from './terminal.js';

/**
 * Asks whether a change is meant. Only `y` or `yes` is a yes.
 *
 * @throws {CtlError} `usage` where nobody can be asked; the reason of the signal when it fires first.
 */
export async function confirm({ streams }: Terminal, question: string, signal: AbortSignal): Promise<boolean> {
  if (streams.input.isTTY !== true) {
    throw new CtlError('usage', 'Nobody can be asked whether this is meant', 'the same with --yes');
  }
  using lines = createInterface({ input: streams.input, output: streams.words });
  const answer = await lines.question(`${question} [y/N] `, { signal });
  return /^y(?:es)?$/i.test(answer.trim());
}
