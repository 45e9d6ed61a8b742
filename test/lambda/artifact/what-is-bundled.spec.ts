import { describe, expect, it } from 'vitest';
import { slimMediaTypes } from '../../../tools/lambda-artifact/slim-media-types.ts';

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
