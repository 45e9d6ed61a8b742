import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bundleEntry } from '../../tools/lambda-artifact/bundle-entry.ts';
import { BUNDLED, pathOfBundle, pathOfEntry, type Bundled } from './bundled.ts';
import { makeOnce } from './make-once.ts';

const FOLDER = dirname(pathOfBundle('main'));

/** Bundles the entries that tests start most often, each into one file, unless that was done of the same already. */
export function setup(): Promise<void> {
  return makeOnce('bundled', async () => {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
    const bundles = await Promise.all(BUNDLED.map(bundle));
    for (const { path, contents } of bundles.flatMap(({ outputFiles }) => outputFiles)) writeFileSync(path, contents);
  });
}

/** Commands have nothing of Nest's running, so what its decorators need is not imported; in a bundle it has to be. */
function bundle(name: Bundled): ReturnType<typeof bundleEntry> {
  const entry = join(FOLDER, `${name}.entry.mjs`);
  writeFileSync(entry, `import 'reflect-metadata';\nimport '${pathOfEntry(name)}';\n`);
  return bundleEntry(entry, pathOfBundle(name));
}
