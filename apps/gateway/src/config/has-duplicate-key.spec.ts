import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasDuplicateKey } from './has-duplicate-key.js';

describe('hasDuplicateKey', () => {
  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"a" \n\t: 1, "a" : 2}',
    '{"a":1,"\\u0061":2}',
    '{"a\\"":1,"a\\u0022":2}',
    '{"x":{"a":1,"a":2}}',
    '[{"x":[{"a":[],"a":{}}]}]',
    '{"a":{"a":1},"a":2}',
    '{"__proto__":1,"__proto__":2}',
    '{"":1,"":2}',
  ])('finds it in %s', (json) => {
    expect(hasDuplicateKey(json)).toBe(true);
  });

  it.each([
    '{}',
    '"a"',
    '["a","a"]',
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":"\\"a\\":","b":"{\\"a\\":1"}',
    '{"a":"}","b":"{"}',
    '{"a\\\\":1,"a":2}',
    '{"A":1,"a":2}',
  ])('finds none in %s', (json) => {
    expect(hasDuplicateKey(json)).toBe(false);
  });

  it('finds none in anything that JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (json) => {
        expect(hasDuplicateKey(json)).toBe(false);
      }),
      { seed: 20261122, numRuns: 300 },
    );
  });

  it('comes to an end with texts made to make it search', () => {
    const deep = `${'[{"a":'.repeat(5_000)}1${'}]'.repeat(5_000)}`;
    const escapes = `{"a":"${'\\\\'.repeat(100_000)}"}`;
    expect([hasDuplicateKey(deep), hasDuplicateKey(escapes)]).toEqual([false, false]);
  });
});
