import { dirname, parse } from 'node:path';
import { build, type Metafile, type OutputFile } from 'esbuild';
import { REPOSITORY } from './artifact.ts';
import { findDeadImports, withoutImports } from './dead-imports.ts';
import { leaveOut } from './leave-out.plugin.ts';
import { precompute } from './precompute.plugin.ts';
import { replace } from './replace.plugin.ts';

/** CommonJS packages ask for Node's modules by `require`, which ES modules do not have. */
const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/** A bundle with its chunks and their maps, and what went into them. */
export interface Bundle {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/**
 * Bundles one entry and everything it imports for Node 24: one ES module, and beside it a chunk for each part that it
 * imports only when it is needed, all with their source maps.
 *
 * The entry is compiled JavaScript: esbuild does not emit the decorator metadata that Nest injects by. Names are kept,
 * for logs and stack traces: renaming and keeping `name` all the same would take longer at every start, and zipped it
 * is no smaller. The map names sources but does not hold them: with them, the zip would be half as big again.
 *
 * @param outfile where it will stand, a file `*.mjs`; the chunks stand beside it, and maps tell sources from there.
 * @returns the files, not written yet, and what went into them.
 * @throws if anything cannot be bundled as asked, or esbuild has a warning.
 */
export async function bundleEntry(entry: string, outfile: string): Promise<Bundle> {
  const bundle = await bundleWithout(new Set(), entry, outfile);
  const dead = findDeadImports(bundle.metafile, entry);
  return dead.size > 0 ? bundleWithout(dead, entry, outfile) : bundle;
}

async function bundleWithout(dead: ReadonlySet<string>, entry: string, outfile: string): Promise<Bundle> {
  const { outputFiles, metafile, warnings } = await build({
    write: false,
    absWorkingDir: REPOSITORY,
    entryPoints: { [parse(outfile).name]: entry },
    outdir: dirname(outfile),
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    bundle: true,
    // What starts do not need is not even read; and a module that is imported in both ways stays as lean as all others.
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
    minifyWhitespace: true,
    minifySyntax: true,
    // All are in one file beside it.
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    metafile: true,
    // undici's own switch for bundlers: without its second, experimental parser.
    define: { esbuildDetection: 'true' },
    plugins: [withoutImports(dead), leaveOut, precompute, replace],
    logLevel: 'warning',
  });
  if (warnings.length > 0) throw new Error(`esbuild has ${warnings.length} warnings about ${entry}`);
  return { outputFiles, metafile };
}
