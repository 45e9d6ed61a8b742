import { describe, expect, it } from 'vitest';
import { leftOutPart } from '../../../tools/lambda-artifact/in-bundle/left-out-part.ts';
import { createRequire } from '../../../tools/lambda-artifact/in-bundle/require-beside-bundle.ts';

type Part = (() => unknown) & (new () => object) & Record<string, () => unknown>;

describe('a part that a bundle was built without', () => {
  const part = leftOutPart('some-package/index.js', ['json']) as Part;

  it('throws with its name when it is called, constructed or read', () => {
    expect(() => part()).toThrow('some-package/index.js was left out of this bundle');
    expect(() => new part()).toThrow('some-package/index.js was left out of this bundle');
    expect(() => part['text']).toThrow('some-package/index.js.text was left out of this bundle');
  });

  it('lets members be read that are read while modules load, and throws when they are called', () => {
    const json = part['json'];
    expect(json).toBeTypeOf('function');
    expect(() => json?.()).toThrow('some-package/index.js.json was left out of this bundle');
  });

  it('can be told by its code', () => {
    expect(() => part()).toThrow(expect.objectContaining({ code: 'ERR_LEFT_OUT_OF_BUNDLE' }));
  });

  it('passes for a module where bundles import it', () => {
    expect(part['__esModule']).toBe(false);
    expect(Object.keys(part)).toEqual(['json']);
  });
});

describe('require beside a bundle', () => {
  const require = createRequire();

  it('finds the assets of Swagger UI in the folder of the module that asks', () => {
    const folderOf = require('swagger-ui-dist/absolute-path.js') as () => string;
    expect(folderOf()).toMatch(/\/tools\/lambda-artifact\/in-bundle\/swagger-ui$/);
  });

  it('misses everything else, as Node would', () => {
    expect(() => require('class-transformer/storage')).toThrow(
      expect.objectContaining({
        code: 'MODULE_NOT_FOUND',
        message: "Cannot find module 'class-transformer/storage': it is not in the bundle",
      }),
    );
  });
});
