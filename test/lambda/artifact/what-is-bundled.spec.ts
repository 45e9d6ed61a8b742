import { describe, expect, it } from 'vitest';
import { foldKeys } from '../../../tools/lambda-artifact/fold-keys.ts';
import { slimMediaTypes } from '../../../tools/lambda-artifact/slim-media-types.ts';

describe('foldKeys', () => {
  it('writes keys out that are constants of the file', () => {
    const source = ['const _hE = "httpError";', 'export var Refused$ = [-3, n0, _R, { [_hE]: 400 }];'].join('\n');
    expect(foldKeys(source)).toBe(
      ['const _hE = "httpError";', 'export var Refused$ = [-3, n0, _R, { "httpError": 400 }];'].join('\n'),
    );
  });

  it('leaves keys alone that it does not know, and lists of constants', () => {
    const source = 'const _a = "x";\nlet _b = "y";\nexport var Shape$ = [3, [_a], { [_b]: 1, [_c]: 2 }];';
    expect(foldKeys(source)).toBe(source);
  });
});

describe('slimMediaTypes', () => {
  it('keeps types with a character set and types of files that are served', () => {
    const table = {
      'application/json': { charset: 'UTF-8', extensions: ['json', 'map'] },
      'text/vtt': { charset: 'UTF-8' },
      'image/png': { extensions: ['png'] },
      'video/mp4': { extensions: ['mp4'] },
      'application/x-unknown': {},
    };
    expect(JSON.parse(slimMediaTypes(JSON.stringify(table)))).toEqual({
      'application/json': { charset: 'UTF-8', extensions: ['json', 'map'] },
      'text/vtt': { charset: 'UTF-8' },
      'image/png': { extensions: ['png'] },
    });
  });
});
