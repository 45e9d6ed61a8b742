/**
 * Builds the Lambda artifact twice from clean clones of what is committed, each with packages of its own, in folders of
 * different names, and compares every file. Prints one digest of all of it: who builds the same commit gets the same.
 */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listFiles } from './lambda-artifact/zip-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'compare-builds-'));
try {
  const [first, second] = ['one', 'another-one'].map((name) => linesOf(buildIn(join(folder, name))));
  if (first === undefined || second === undefined) throw new Error('There are two builds');
  const different = first.filter((line) => !second.includes(line));
  for (const line of different) process.stdout.write(`differs: ${line}\n`);
  if (different.length > 0 || first.length !== second.length) throw new Error('Two builds of one commit differ');
  const digest = createHash('sha256').update(first.join('\n')).digest('hex');
  process.stdout.write(`two builds, ${first.length} files each, identical: sha256 ${digest}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A clone, its packages, its build: the folder with the artifact. */
function buildIn(clone: string): string {
  const inClone: ExecFileSyncOptions = { cwd: clone, stdio: ['ignore', 'ignore', 'inherit'] };
  execFileSync('git', ['clone', '--quiet', '--no-local', '.', clone], { stdio: 'inherit' });
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], inClone);
  execFileSync('npm', ['run', '--silent', 'build:lambda', '--', '--without-init'], inClone);
  return join(clone, 'dist/lambda');
}

/** Hash and name of each file, as `sha256sum` writes them. */
function linesOf(artifact: string): readonly string[] {
  const hash = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(artifact, file)))
      .digest('hex');
  return listFiles(artifact).map((file) => `${hash(file)}  ${file}`);
}
