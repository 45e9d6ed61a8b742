import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const STAMP = 'dist/lambda.sha256';

/** The folders that the artifact is made of and by, once the code is compiled. */
const INPUTS = [
  'apps/gateway/dist',
  'libs/audit/dist',
  'libs/bedrock/dist',
  'libs/routing/dist',
  'tools/lambda-artifact',
];

/** Builds `dist/lambda` from the compiled output, unless it was built from the same already. */
export function setup(): void {
  if (existsSync(join(REPOSITORY, STAMP)) && readFileSync(join(REPOSITORY, STAMP), 'utf8') === hashOfAll()) return;
  const command = ['tools/build-lambda.ts', '--without-init'];
  execFileSync(process.execPath, command, { cwd: REPOSITORY, stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(join(REPOSITORY, STAMP), hashOfAll());
}

/** Of what goes in and what came out: a result that somebody has touched is built anew. */
function hashOfAll(): string {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...INPUTS.flatMap(filesIn), ...filesIn('dist/lambda')]) {
    hash.update(`${file}\n`).update(readFileSync(join(REPOSITORY, file)));
  }
  return hash.digest('hex');
}

function filesIn(folder: string): readonly string[] {
  if (!existsSync(join(REPOSITORY, folder))) return [];
  const entries = readdirSync(join(REPOSITORY, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.tsbuildinfo'));
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(REPOSITORY.length)).sort();
}
