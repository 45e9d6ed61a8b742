import { describe, expect, it } from 'vitest';
import { licenceProblems } from '../../tools/supply-chain/licences.ts';
import { locked } from './locked.js';

describe('the licences of what is installed', () => {
  it.each(['MIT', 'Apache-2.0', 'ISC', '(MIT OR GPL-3.0)', 'BSD-3-Clause OR GPL-2.0', 'MIT AND ISC'])(
    'may be %s for what is shipped',
    (licence) => {
      expect(licenceProblems([locked({ licence })])).toEqual([]);
    },
  );

  it.each(['GPL-3.0', 'AGPL-3.0-only', 'MPL-2.0', 'SSPL-1.0', 'UNLICENSED', 'MIT AND GPL-2.0', 'mit', ''])(
    'may not be %j for what is shipped',
    (licence) => {
      expect(licenceProblems([locked({ licence })])).toEqual([`some-package@1.0.0 is under ${licence}`]);
    },
  );

  it('may ask for more where the package only builds and tests', () => {
    expect(licenceProblems([locked({ licence: 'MPL-2.0', isDevelopment: true })])).toEqual([]);
    expect(licenceProblems([locked({ licence: 'GPL-3.0', isDevelopment: true })])).toHaveLength(1);
  });

  it('have to be named: in the lock, or by whoever has read the package', () => {
    expect(licenceProblems([locked({})])).toEqual(['some-package@1.0.0 names no licence']);
    expect(licenceProblems([locked({ name: 'pause', version: '0.0.1' })])).toEqual([]);
    expect(licenceProblems([locked({ name: 'pause', version: '0.0.2' })])).toHaveLength(1);
  });

  it('are not guessed from an expression of a form nobody expected', () => {
    expect(licenceProblems([locked({ licence: '(MIT OR ISC) AND (GPL-2.0)' })])).toHaveLength(1);
    expect(licenceProblems([locked({ licence: 'MIT WITH something' })])).toHaveLength(1);
  });
});
