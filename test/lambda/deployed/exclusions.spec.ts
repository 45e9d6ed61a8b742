import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exclusionsOf, NOT_DEPLOYED, NOT_IN } from './exclusions.js';

const FOLDERS = ['test/e2e', 'test/conformance'];
const SPECS = FOLDERS.flatMap((folder) =>
  globSync(`${folder}/**/*.spec.ts`, { exclude: (name) => name === 'node_modules' }),
);

describe('the list of specs that do not run through the deployed shape', () => {
  it('names specs that there are, and each once', () => {
    const named = [NOT_DEPLOYED, NOT_IN.STREAM, NOT_IN.BUFFERED].flatMap((list) => Object.keys(list));
    expect(named.filter((path) => !SPECS.includes(path))).toEqual([]);
    const inBoth = Object.keys(NOT_IN.STREAM).filter((path) => path in NOT_IN.BUFFERED);
    const twice = [...Object.keys(NOT_IN.STREAM), ...Object.keys(NOT_IN.BUFFERED)].filter(
      (path) => path in NOT_DEPLOYED,
    );
    expect([...inBoth, ...twice]).toEqual([]);
  });

  it('leaves no spec where none of the projects looks', () => {
    expect(new Set(SPECS.map((path) => dirname(path)))).toEqual(new Set(FOLDERS));
  });

  it('is the exception where answers are streamed, which is the default', () => {
    expect(Object.keys(exclusionsOf('STREAM')).length).toBeLessThan(SPECS.length / 3);
  });
});
