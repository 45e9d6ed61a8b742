import { describe, expect, it } from 'vitest';
import { fieldsOf, textsOf } from './fields.js';

describe('fieldsOf', () => {
  it.each([undefined, null, 'text', 7, true, [{ peerCall: {} }]])('finds none in %j', (value) => {
    expect(fieldsOf(value)).toBeUndefined();
  });
});

describe('textsOf', () => {
  it('leaves out what is no text', () => {
    expect(textsOf({ a: 'x', b: 7, c: null, d: ['y'], e: { f: 'z' }, g: '' })).toEqual({ a: 'x', g: '' });
    expect(textsOf('x')).toEqual({});
  });

  it('takes a name that means something to JavaScript for a name', () => {
    const texts = textsOf(JSON.parse('{"__proto__":"x","constructor":"y"}'));
    expect(Object.entries(texts)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(texts)).toBe(Object.prototype);
  });
});
