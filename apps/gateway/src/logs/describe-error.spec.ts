import { describe, expect, it } from 'vitest';
import { describeError } from './describe-error.js';

const SECRET = 'a secret of somebody';

describe('describeError', () => {
  it.each([[undefined], [null], [SECRET], [7], [{ message: SECRET, stack: SECRET, name: SECRET, code: SECRET }]])(
    'says nothing of what is no error: %j',
    (thrown) => {
      expect(describeError(thrown)).toEqual({ error: 'unexpected' });
    },
  );

  it('tells a name, a code and frames that Node itself gives', () => {
    const error = Object.assign(new RangeError(SECRET), { code: 'ERR_OUT_OF_RANGE' });
    expect(describeError(error)).toEqual({
      error: 'RangeError',
      errno: 'ERR_OUT_OF_RANGE',
      stack: expect.stringMatching(/^ +at .*describe-error\.spec\.ts/) as string,
    });
  });

  it.each([
    ['a name of its own', { name: SECRET }],
    ['a code of its own', { code: SECRET }],
    ['a code that looks like one', { code: 'ESECRET' }],
    ['a code that is no text', { code: 7 }],
    ['a message that looks like frames', { message: `    at ${SECRET}` }],
    ['a cause', { cause: new Error(SECRET) }],
    ['a stack of its own', { stack: `Error\n    at ${SECRET}`, message: 'other' }],
  ])('keeps back %s', (_, members) => {
    const description = describeError(Object.assign(new Error('x'), members));
    expect(JSON.stringify(description)).not.toMatch(/secret|ESECRET|7}/);
  });

  it('survives an error that throws when it is looked at', () => {
    const error = new Error('x');
    Object.defineProperty(error, 'stack', {
      get: () => {
        throw new Error(SECRET);
      },
    });
    expect(describeError(error)).toEqual({ error: 'unexpected' });
  });
});
