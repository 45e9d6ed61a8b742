import { open } from 'node:fs/promises';
import { CtlError } from '../ctl.error.js';
import type { Run } from '../verb.js';

/** What the AWS CLI prints for a hundred connections is shorter. */
const MOST_BYTES = 1_048_576;

/**
 * Reads the file that is named first, or the input for `-` and for nothing.
 *
 * @throws {CtlError} `usage` where there is no such file, or it is too long.
 */
export async function readDocument({ args, around, terminal }: Run<object>): Promise<string> {
  const [path = '-'] = args;
  if (path === '-') return terminal.readInput(around.interrupted);
  try {
    await using file = await open(path);
    const { size } = await file.stat();
    if (size <= MOST_BYTES) return await file.readFile('utf8');
  } catch (error) {
    throw new CtlError('usage', 'The file cannot be read', 'check its name and who may read it', error);
  }
  throw new CtlError('usage', 'The file is longer than a megabyte');
}
