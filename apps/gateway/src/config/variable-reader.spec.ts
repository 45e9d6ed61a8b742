import { describe, expect, it } from 'vitest';
import { UnfitValue } from './parse-value.js';
import { VariableReader } from './variable-reader.js';

const refuse = (): number => {
  throw new UnfitValue('must be different');
};

describe('VariableReader', () => {
  it('knows a GATEWAY_ variable once it was asked for, set or not', () => {
    const variables = new VariableReader({ GATEWAY_A: 'a', GATEWAY_B: 'b', OTHER: 'c' });
    expect(variables.optional('GATEWAY_A', (text) => text)).toBe('a');
    expect(variables.optional('GATEWAY_C', (text) => text)).toBeUndefined();
    expect(variables.problems()).toEqual([{ name: 'GATEWAY_B', reason: 'is not a variable of the gateway' }]);
  });

  it('goes on with the default after a value that does not fit', () => {
    const variables = new VariableReader({ GATEWAY_A: 'a' });
    expect(variables.withDefault('GATEWAY_A', refuse, 7)).toBe(7);
    expect(variables.problems()).toEqual([{ name: 'GATEWAY_A', reason: 'must be different' }]);
  });

  it('takes a variable of its own that is set but empty for a mistake, and one of the SDK for unset', () => {
    const variables = new VariableReader({ GATEWAY_A: '', AWS_A: '' });
    expect(variables.optional('GATEWAY_A', (text) => text)).toBeUndefined();
    expect(variables.ofSdk('AWS_A', refuse)).toBeUndefined();
    expect(variables.problems()).toEqual([
      { name: 'GATEWAY_A', reason: 'is set but empty: give it a value or unset it' },
    ]);
  });

  it('does not hide a defect in a parser', () => {
    const variables = new VariableReader({ GATEWAY_A: 'a' });
    const defect = () => {
      throw new RangeError('defect');
    };
    expect(() => variables.optional('GATEWAY_A', defect)).toThrow(RangeError);
  });
});
