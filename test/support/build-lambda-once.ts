import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeOnce } from './make-once.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** Builds `dist/lambda` from the compiled output, unless it was built from the same already. */
export function setup(): Promise<void> {
  const command = ['tools/build-lambda.ts', '--without-init'];
  return makeOnce('lambda', () => {
    execFileSync(process.execPath, command, { cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'inherit'] });
  });
}
