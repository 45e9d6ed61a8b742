import { readFileSync } from 'node:fs';
import type { OnLoadResult, OnResolveArgs, Plugin, PluginBuild } from 'esbuild';
import { REPLACED, TREE_SHAKEN, type Replacement } from './replaced.ts';
import { slimMediaTypes } from './slim-media-types.ts';

const TEXT_NAMESPACE = 'replaced';

/** Builds with the replacements of `replaced.ts`, and takes from packages that do not say so only what is used. */
export const replace: Plugin = {
  name: 'replace',
  setup(build) {
    // A chunk of it is called like it.
    REPLACED.forEach((each, index) => replaceModule(build, each, `${each.name.replaceAll(/\W+/g, '-')}-${index}`));
    build.onLoad({ filter: /\/node_modules\/mime-db\/db\.json$/ }, ({ path }): OnLoadResult => {
      return { loader: 'json', contents: slimMediaTypes(readFileSync(path, 'utf8')) };
    });
    shakeTree(build);
  },
};

function replaceModule(build: PluginBuild, { name, importedBy, by }: Replacement, id: string): void {
  const filter = new RegExp(`^${name}$`);
  build.onResolve({ filter }, ({ importer, namespace }) => {
    if (importedBy !== undefined && !importer.includes(importedBy)) return undefined;
    // What replaces a module may ask for it.
    if (namespace === TEXT_NAMESPACE) return undefined;
    if ('text' in by) return { path: id, namespace: TEXT_NAMESPACE };
    return { path: by.file, sideEffects: by.hasEffects ?? false };
  });
  if (!('text' in by)) return;
  build.onLoad({ filter: new RegExp(`^${id}$`), namespace: TEXT_NAMESPACE }, () => ({
    contents: by.text,
    resolveDir: import.meta.dirname,
  }));
}

/** Tells esbuild that the modules of a package do nothing but define what they export. */
function shakeTree(build: PluginBuild): void {
  const resolving = Symbol('resolving');
  build.onResolve({ filter: /^(?:\.|@nestjs\/)/ }, async (args: OnResolveArgs) => {
    const { importer, kind, path, resolveDir, pluginData } = args;
    if (pluginData === resolving || (path.startsWith('.') && !isShaken(importer))) return undefined;
    const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: resolving });
    return found.namespace === 'file' && isShaken(found.path) ? { path: found.path, sideEffects: false } : undefined;
  });
}

function isShaken(path: string): boolean {
  return TREE_SHAKEN.some((name) => path.includes(`/node_modules/${name}/`));
}
