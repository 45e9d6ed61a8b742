import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesModel } from './match-model.js';

const OPUS = 'us.anthropic.claude-opus-4-1-20250805-v1:0';
const ARN = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-1-20250805-v1:0';

describe('matchesModel', () => {
  it.each([
    ['', OPUS],
    ['US.*', OPUS],
    ['anthropic.*', OPUS],
    ['us.anthropic', OPUS],
    ['*.amazon.*', OPUS],
    ['us.anthropic.claude-opus-4-1-20250805-v1:0*x', OPUS],
    ['*v1:0*v1:0', OPUS],
    ['aba*ba', 'aba'],
    ['.*', OPUS],
    ['us?anthropic*', OPUS],
    ['us.anthropi[c]*', OPUS],
    ['a*', ''],
  ])('does not let "%s" allow %s', (glob, modelId) => {
    expect(matchesModel([glob], modelId)).toBe(false);
  });

  it.each([
    ['*', OPUS],
    ['*', ''],
    ['**', ARN],
    [OPUS, OPUS],
    ['us.anthropic.*', OPUS],
    ['*:0', OPUS],
    ['*claude*', ARN],
    ['arn:aws:bedrock:*:*:inference-profile/*', ARN],
    ['us.*.claude-*-v1:0', OPUS],
    ['*ab', 'aab'],
    ['a*b*', 'ab'],
  ])('lets "%s" allow %s', (glob, modelId) => {
    expect(matchesModel([glob], modelId)).toBe(true);
  });

  it('needs one of several globs to fit, and none at all fits nothing', () => {
    expect(matchesModel(['amazon.*', 'us.anthropic.*'], OPUS)).toBe(true);
    expect(matchesModel([], OPUS)).toBe(false);
  });

  it('agrees with the textbook definition on short texts', () => {
    const text = (...alphabet: string[]) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 8 });
    fc.assert(
      fc.property(text('a', 'b', '*'), text('a', 'b'), (glob, id) => {
        expect(matchesModel([glob], id)).toBe(matchesByDefinition(glob, id));
      }),
      { seed: 20261122, numRuns: 2_000 },
    );
  });

  it('comes to an end with globs made to make it search', () => {
    const globs = Array.from({ length: 100 }, () => `${'a*'.repeat(127)}b`);
    expect(matchesModel(globs, 'a'.repeat(2_048))).toBe(false);
  });
});

/** Exponential, but plainly right. */
function matchesByDefinition(glob: string, id: string): boolean {
  if (glob === '') return id === '';
  const rest = glob.slice(1);
  if (glob.startsWith('*'))
    return matchesByDefinition(rest, id) || (id !== '' && matchesByDefinition(glob, id.slice(1)));
  return id !== '' && glob[0] === id[0] && matchesByDefinition(rest, id.slice(1));
}
