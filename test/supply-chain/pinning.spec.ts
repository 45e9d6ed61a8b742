import { describe, expect, it } from 'vitest';
import { installScriptProblems, integrityProblems, rangeProblems } from '../../tools/supply-chain/pinning.ts';
import { parseLock } from '../../tools/supply-chain/read-lock.ts';
import { locked } from './locked.js';

describe('what is asked for', () => {
  it('is an exact version', () => {
    const manifest = { name: 'app', dependencies: { a: '1.2.3', b: '1.9.0-beta' }, devDependencies: { c: '0.0.1' } };
    expect(rangeProblems(manifest)).toEqual([]);
  });

  it.each(['^1.2.3', '~1.2.3', '1.x', '*', 'latest', '1.2', '>=1.0.0', 'file:../a', 'github:a/b', 'npm:other@1.0.0'])(
    'is not %s',
    (range) => {
      expect(rangeProblems({ name: 'app', devDependencies: { some: range } })).toEqual([
        `app asks for some ${range}: an exact version is wanted`,
      ]);
    },
  );
});

describe('what is locked', () => {
  it('has the hash of what was installed', () => {
    expect(integrityProblems([locked({})])).toEqual([]);
    expect(integrityProblems([locked({ integrity: 'sha1-AAAA' }), locked({ name: 'b', integrity: '' })])).toEqual([
      'some-package@1.0.0 is locked without a SHA-512 hash',
      'b@1.0.0 is locked without a SHA-512 hash',
    ]);
  });

  it('is read without what is ours, under the names that packages have inside others', () => {
    const text = JSON.stringify({
      packages: {
        '': { name: 'root', version: '1.0.0' },
        'libs/a': { name: '@app/a', version: '1.0.0' },
        'node_modules/@app/a': { link: true },
        'node_modules/@scope/b/node_modules/c': { version: '2.0.0', license: 'MIT', dev: true, integrity: 'sha512-B' },
        'node_modules/alias': { name: 'real', version: '3.0.0', hasInstallScript: true },
      },
    });
    expect(parseLock(text)).toEqual([
      {
        path: 'node_modules/@scope/b/node_modules/c',
        name: 'c',
        version: '2.0.0',
        licence: 'MIT',
        integrity: 'sha512-B',
        hasInstallScript: false,
        isDevelopment: true,
      },
      { path: 'node_modules/alias', name: 'real', version: '3.0.0', hasInstallScript: true, isDevelopment: false },
    ]);
  });
});

describe('install scripts', () => {
  const packages = [locked({ name: 'with', hasInstallScript: true }), locked({ name: 'without' })];

  it('are all decided about, one way or the other', () => {
    expect(installScriptProblems(packages, { allowScripts: { with: false } })).toEqual([]);
    expect(installScriptProblems(packages, {})).toEqual(['with has an install script: add it to allowScripts']);
  });

  it('are not allowed to packages that have none: the next version may', () => {
    expect(installScriptProblems(packages, { allowScripts: { with: true, without: true } })).toEqual([
      'without has no install script: take it out of allowScripts',
    ]);
  });
});
