import { build, type Metafile, type OutputFile } from 'esbuild';
import { REPOSITORY } from './artifact.ts';
import { leaveOut } from './leave-out.plugin.ts';
import { replace } from './replace.plugin.ts';

/** CommonJS packages ask for Node's modules by `require`, which ES modules do not have. */
const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

/** A bundle and its map, and what went into them. */
export interface Bundle {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: Metafile;
}

/**
 * Bundles one entry and everything it imports into one ES module for Node 24, with its source map beside it.
 *
 * The entry is compiled JavaScript: esbuild does not emit the decorator metadata that Nest injects by. Names are kept,
 * for logs and stack traces: renaming and keeping `name` all the same would take longer at every start, and zipped it
 * is no smaller. The map names sources but does not hold them: with them, the zip would be half as big again.
 *
 * @param outfile where it will stand; its map tells sources from there.
 * @returns the files, not written yet, and what went into them.
 * @throws if anything cannot be bundled as asked, or esbuild has a warning.
 */
export async function bundleEntry(entry: string, outfile: string): Promise<Bundle> {
  const { outputFiles, metafile, warnings } = await build({
    write: false,
    absWorkingDir: REPOSITORY,
    entryPoints: [entry],
    outfile,
    bundle: true,
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
    plugins: [leaveOut, replace],
    logLevel: 'warning',
  });
  if (warnings.length > 0) throw new Error(`esbuild has ${warnings.length} warnings about ${entry}`);
  return { outputFiles, metafile };
}
