import { relative } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { REPOSITORY } from './artifact.ts';

/**
 * The modules that a bundle has a chunk of although nothing in it imports them any more, by their paths from the top of
 * the repository. esbuild makes chunks before it finds out which code is left, and they do not just lie there: what they
 * have in common with the rest is bundled as they need it.
 */
export function findDeadImports({ outputs }: Metafile, entry: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { path: imported, external } of outputs[path]?.imports ?? []) if (external !== true) visit(imported);
  };
  const all = Object.entries(outputs);
  for (const [path, { entryPoint }] of all) if (entryPoint === entry) visit(path);
  return new Set(all.flatMap(([path, { entryPoint }]) => (reached.has(path) ? [] : (entryPoint ?? []))));
}

/** Builds without these modules where they are imported while code runs. */
export function withoutImports(dead: ReadonlySet<string>): Plugin {
  const resolving = Symbol('resolving');
  return {
    name: 'without-imports',
    setup(build) {
      if (dead.size === 0) return;
      build.onResolve({ filter: /./ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === resolving) return undefined;
        const found = await build.resolve(path, { kind, importer, resolveDir, pluginData: resolving });
        return dead.has(relative(REPOSITORY, found.path)) ? { path, external: true } : undefined;
      });
    },
  };
}
