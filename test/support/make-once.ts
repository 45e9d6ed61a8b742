import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The folders that bundles are made of and by, once the code is compiled. */
const LIBS = readdirSync(join(REPOSITORY, 'libs')).map((name) => `libs/${name}/dist`);
const INPUTS = ['apps/gateway/dist', ...LIBS, 'tools/lambda-artifact'];

/** Makes a folder below `dist/` by running a script, unless it was made of the same already. */
export async function makeOnce(folder: string, make: () => void | Promise<void>): Promise<void> {
  const stamp = join(REPOSITORY, 'dist', `${folder}.sha256`);
  const hash = (): string => hashOfAll(join('dist', folder));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash()) return;
  await make();
  writeFileSync(stamp, hash());
}

/** Of what goes in and what came out: a result that somebody has touched is made anew. */
function hashOfAll(result: string): string {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', ...INPUTS.flatMap(filesIn), ...filesIn(result)]) {
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
