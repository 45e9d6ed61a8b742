import { describe, expect, it } from 'vitest';
import { BoundedNames } from './bounded-names.js';

describe('BoundedNames', () => {
  it('shows no name that was not proven', () => {
    const names = new BoundedNames(2);
    expect(names.valueOf('made-up', false)).toBe('other');
    expect(names.valueOf('real', true)).toBe('real');
    expect(names.valueOf('real', false)).toBe('real');
    expect(names.valueOf('made-up', false)).toBe('other');
  });

  it('shows only so many names, those that came first, for ever', () => {
    const names = new BoundedNames(2);
    const shown = ['a', 'b', 'c', 'a', 'c'].map((name) => names.valueOf(name, true));
    expect(shown).toEqual(['a', 'b', 'other', 'a', 'other']);
  });

  it.each(['', ' ', ':a', 'a b', 'a\nb', '"', 'ä', '\u202ea', 'a'.repeat(257), '{}', '-a'])(
    'never shows %j',
    (name) => {
      expect(new BoundedNames(9).valueOf(name, true)).toBe('other');
    },
  );

  it.each(['team.blue', 'us.amazon.nova-pro-v1:0', 'arn:aws:bedrock:us-east-1:1:inference-profile/x', 'a@b.example'])(
    'shows %s as it is',
    (name) => {
      expect(new BoundedNames(9).valueOf(name, true)).toBe(name);
    },
  );
});
