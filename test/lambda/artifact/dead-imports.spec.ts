import type { Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { findDeadImports } from '../../../tools/lambda-artifact/dead-imports.ts';

type Output = Metafile['outputs'][string];

function output(entryPoint: string | undefined, imports: readonly string[], external: readonly string[] = []): Output {
  return {
    bytes: 1,
    inputs: {},
    exports: [],
    imports: [
      ...imports.map((path) => ({ path, kind: 'dynamic-import' as const })),
      ...external.map((path) => ({ path, kind: 'import-statement' as const, external: true })),
    ],
    ...(entryPoint !== undefined && { entryPoint }),
  };
}

describe('findDeadImports', () => {
  it('finds the modules whose chunk nobody loads, and what only they load', () => {
    const outputs = {
      'out/main.mjs': output('src/main.js', ['out/chunk-1.mjs'], ['node:fs']),
      'out/main.mjs.map': output(undefined, []),
      'out/chunk-1.mjs': output(undefined, ['out/later.mjs']),
      'out/later.mjs': output('src/later.js', ['out/main.mjs']),
      'out/dead.mjs': output('src/dead.js', ['out/deader.mjs', 'out/chunk-1.mjs']),
      'out/deader.mjs': output('src/deader.js', []),
    };
    expect([...findDeadImports({ inputs: {}, outputs }, 'src/main.js')]).toEqual(['src/dead.js', 'src/deader.js']);
  });

  it('finds none where everything is loaded', () => {
    const outputs = { 'out/main.mjs': output('src/main.js', []) };
    expect([...findDeadImports({ inputs: {}, outputs }, 'src/main.js')]).toEqual([]);
  });
});
