import { describe, expect, it } from 'vitest';
import type { Sample } from './measure-once.js';
import { seededRandom } from './statistics.js';
import { renderComparison, summarize } from './summarize.js';

/** Rounds in which the VPN takes so much longer than 10 ms. */
function rounds(addedMs: readonly number[]): readonly Sample[] {
  return addedMs.flatMap((added, round): readonly Sample[] => [
    { route: 'internet', round, firstByteMs: 10, totalMs: 12 },
    { route: 'vpn', round, firstByteMs: 10 + added, totalMs: 12 + added },
  ]);
}

describe('summarize', () => {
  it.each([
    [[5, 6, 5, 6, 5, 6], 'vpn-slower', 'The VPN is slower, and that is more than chance (95 %).'],
    [[-5, -6, -5, -6, -5, -6], 'vpn-faster', 'The VPN is faster, and that is more than chance (95 %).'],
    [[-5, 5, -5, 5, -5, 5], 'no-difference-shown', 'No difference is shown'],
    [[5, 5, 5, 5], 'too-few', 'Too few calls came through'],
  ] as const)('judges differences of %j as %s', (added, verdict, words) => {
    const comparison = summarize(rounds(added), seededRandom(1));
    expect(comparison.verdict).toBe(verdict);
    expect(renderComparison(comparison)).toContain(words);
  });

  it('counts a pair only where both came through, and every failure by what it was', () => {
    const failed = { route: 'vpn', round: 6, failure: '429 ThrottlingException' } as const;
    const comparison = summarize(
      [...rounds([5, 6, 5, 6, 5, 6]), { route: 'internet', round: 6, firstByteMs: 1, totalMs: 1 }, failed],
      seededRandom(1),
    );
    expect(comparison).toMatchObject({
      pairs: 6,
      routes: [
        { route: 'internet', calls: 7, failures: {} },
        { route: 'vpn', calls: 7, failures: { '429 ThrottlingException': 1 }, firstByteMs: { p50: 15, p99: 16 } },
      ],
    });
    expect(renderComparison(comparison)).toMatch(
      /^vpn +7 +1 x 429 ThrottlingException +15\.0 +16\.0 +16\.0 +17\.0 +18\.0$/m,
    );
  });

  it('shows no figures where nothing came through', () => {
    const comparison = summarize([{ route: 'vpn', round: 0, failure: 'x' }], seededRandom(1));
    expect(renderComparison(comparison)).toMatch(/^internet +0 +0 +- +- +- +- +-$/m);
  });
});
