import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNestedTooDeep } from './is-nested-too-deep.js';

const arrays = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('isNestedTooDeep', () => {
  it.each([
    ['nothing', '', false],
    ['1024 arrays', arrays(1_024), false],
    ['1025 arrays', arrays(1_025), true],
    ['1025 objects', `${'{"a":'.repeat(1_025)}1${'}'.repeat(1_025)}`, true],
    ['1024 of both', `${'[{"a":'.repeat(512)}1${'}]'.repeat(512)}`, false],
    ['a million brackets one after the other', '[],'.repeat(1_000_000), false],
    ['brackets in a string', `"${'['.repeat(2_000)}"`, false],
    ['brackets behind an escaped quote', `"\\"${'['.repeat(2_000)}"`, false],
    ['brackets behind a string that ends in a backslash', `"\\\\"${'['.repeat(1_025)}`, true],
    ['a string without an end', `"${'['.repeat(2_000)}`, false],
    ['one that ends in an escaped quote', `"${'['.repeat(2_000)}\\"`, false],
    ['brackets that nobody closes', '['.repeat(1_025), true],
    ['more closed than opened', `${']'.repeat(1_000)}${'['.repeat(2_000)}`, false],
  ])('of %s: %#', (_what, text, isTooDeep) => {
    expect(isNestedTooDeep(text)).toBe(isTooDeep);
  });

  it('does not take long for quotes and backslashes without end', () => {
    expect(isNestedTooDeep(`"${'\\'.repeat(5_000_000)}`)).toBe(false);
    expect(isNestedTooDeep('"\\"'.repeat(1_000_000))).toBe(false);
  });

  it('is not mistaken about any JSON (seed 6)', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 1_015, max: 1_030 }), (value, wraps) => {
        const text = JSON.stringify(value);
        expect(isNestedTooDeep('['.repeat(wraps) + text + ']'.repeat(wraps))).toBe(wraps + depthOf(value) > 1_024);
      }),
      { seed: 6, numRuns: 500 },
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map((member) => depthOf(member)));
}
