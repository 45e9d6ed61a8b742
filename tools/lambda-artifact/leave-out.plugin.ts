import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OnLoadResult, Plugin } from 'esbuild';
import { LEFT_OUT, UNANSWERED, type LeftOut } from './left-out.ts';

const STUB = fileURLToPath(new URL('in-bundle/left-out-part.ts', import.meta.url));
/** What generated modules call it: its path would be another one on each machine, and with it the columns of the map. */
const STUB_NAME = 'bundle:left-out-part';

/** Builds without the parts that `left-out.ts` names. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^${STUB_NAME}$`) }, () => ({ path: STUB }));
    for (const { part } of UNANSWERED) {
      build.onResolve({ filter: new RegExp(`^${escape(part)}(?:/|$)`) }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path: missingPackage(path), external: true } : undefined,
      );
    }
    for (const entry of LEFT_OUT) {
      build.onLoad({ filter: new RegExp(`/node_modules/${escape(entry.part)}`) }, ({ path }) => stubOf(path, entry));
    }
  },
};

/** Whether a file below `node_modules` is bundled as a stub. */
export function isLeftOut(path: string): boolean {
  const inPackage = pathInPackages(path);
  return LEFT_OUT.some(({ part }) => inPackage.startsWith(part));
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function pathInPackages(path: string): string {
  return path.split(/(?:^|\/)node_modules\//).at(-1) ?? path;
}

/** The address of a module whose import is rejected as that of a missing package; the message is our own. */
function missingPackage(name: string): string {
  const message = JSON.stringify(`Cannot find package '${name}': it was left out of this bundle`);
  const source = `throw Object.assign(new Error(${message}), { code: 'ERR_MODULE_NOT_FOUND' })`;
  // In the address itself: in a file of its own it would be one more to deploy, and to read at each start.
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** The stub in the module format of the file that it stands for: else importers would not find its names. */
function stubOf(path: string, { reads = [] }: LeftOut): OnLoadResult {
  const part = JSON.stringify(pathInPackages(path));
  if (!isEsModule(path)) {
    const contents = `module.exports = require(${JSON.stringify(STUB_NAME)}).leftOutPart(${part}, ${JSON.stringify(reads)});`;
    return { contents };
  }
  const lines = [
    `import { leftOutPart } from ${JSON.stringify(STUB_NAME)};`,
    `const part = leftOutPart(${part}, ${JSON.stringify(reads)});`,
    'export default part;',
    ...reads.map((name) => `export const ${name} = part.${name};`),
  ];
  return { contents: lines.join('\n') };
}

function isEsModule(path: string): boolean {
  if (path.endsWith('.mjs')) return true;
  if (path.endsWith('.cjs')) return false;
  return packageTypeOf(dirname(path)) === 'module';
}

function packageTypeOf(folder: string): unknown {
  try {
    return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { type?: unknown }).type;
  } catch {
    return folder === dirname(folder) ? undefined : packageTypeOf(dirname(folder));
  }
}
