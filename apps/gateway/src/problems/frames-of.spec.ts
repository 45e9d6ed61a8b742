import { describe, expect, it } from 'vitest';
import { framesOf } from './frames-of.js';

const errorWith = (message: string, stack: string | undefined) => Object.assign(new Error(message), { stack });

describe('framesOf', () => {
  it('keeps where it happened and drops what was said, of several lines too', () => {
    const message = 'a token\n    at a place of its own making';
    const error = errorWith(message, `Error: ${message}\n    at first (a.js:1:2)\n    at second (b.js:3:4)`);
    expect(framesOf(error)).toBe('    at first (a.js:1:2)\n    at second (b.js:3:4)');
  });

  it('says nothing where the message cannot be told from the frames', () => {
    expect(framesOf(errorWith('changed later', 'Error: a token\n    at first (a.js:1:2)'))).toBe('');
    expect(framesOf(errorWith('a token', undefined))).toBe('');
  });
});
