import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardedRatios, readBaseline, writeBaseline, type GuardedRatio } from '../../bench/report/baseline.ts';
import { compareWith } from '../../bench/report/find-regressions.ts';
import { isPassed, sayComparison } from '../../bench/report/say-comparison.ts';
import { quantityOf } from './quantities.js';

const RATE: GuardedRatio = { n: 5, median: 0.4, p10: 0.38, p90: 0.42, better: 'higher' };
const DELAY: GuardedRatio = { n: 5, median: 2, p10: 1.9, p90: 2.1, better: 'lower' };

describe('readBaseline', () => {
  it('says what to do if there is none, or none of this pace', () => {
    const file = newFile();
    const message = 'There is no baseline of a quick run in bench/baseline.json: write it with --write-baseline';
    expect(() => readBaseline('quick', file)).toThrow(message);
    writeBaseline('usual', { 'a/ours': RATE }, file);
    expect(() => readBaseline('quick', file)).toThrow(message);
  });

  it('says what is wrong with a file that is not JSON, and does not write over it', () => {
    const file = newFile();
    writeFileSync(file, '{"quick":');
    expect(() => readBaseline('quick', file)).toThrow('bench/baseline.json is not JSON');
    expect(() => writeBaseline('quick', {}, file)).toThrow('bench/baseline.json is not JSON');
    expect(readFileSync(file, 'utf8')).toBe('{"quick":');
  });

  it('reads what was written last, for each pace by itself', () => {
    const file = newFile();
    writeBaseline('usual', { 'a/ours': RATE }, file);
    writeBaseline('quick', { 'a/ours': RATE }, file);
    writeBaseline('quick', { 'b/ours': DELAY }, file);
    expect(readBaseline('quick', file)).toEqual({ 'b/ours': DELAY });
    expect(readBaseline('usual', file)).toEqual({ 'a/ours': RATE });
  });
});

describe('guardedRatios', () => {
  it('are those of ours to the bare pass-through, with and without audit, and no others', () => {
    const rounds = { bare: [10], ours: [4], 'ours-without-audit': [6], portkey: [2] };
    const quantities = [
      quantityOf(rounds),
      quantityOf(rounds, { id: 'memory.rest', reference: undefined }),
      quantityOf({ smallest: [1], ours: [1] }, { id: 'growth.callers.cpu.100', reference: 'smallest' }),
      quantityOf({ ours: [1] }, { id: 'no-bare' }),
    ];
    expect(guardedRatios(quantities)).toEqual({
      'throughput.rate.1kB/ours': { n: 1, median: 0.4, p10: 0.4, p90: 0.4, better: 'higher' },
      'throughput.rate.1kB/ours-without-audit': { n: 1, median: 0.6, p10: 0.6, p90: 0.6, better: 'higher' },
    });
  });
});

describe('compareWith', () => {
  it.each([
    ['much slower', RATE, { median: 0.33, p10: 0.32, p90: 0.34 }, 1],
    ['much later', DELAY, { median: 2.4, p10: 2.3, p90: 2.5 }, 1],
    ['much faster', RATE, { median: 0.6, p10: 0.58, p90: 0.62 }, 0],
    ['much sooner', DELAY, { median: 1, p10: 0.9, p90: 1.1 }, 0],
    ['a little slower, however sure that is', RATE, { median: 0.35, p10: 0.35, p90: 0.35 }, 0],
    ['much slower, within the spread of now', RATE, { median: 0.33, p10: 0.2, p90: 0.39 }, 0],
    ['much later, within the spread of then', { ...DELAY, p90: 3 }, { median: 2.4, p10: 2.3, p90: 2.5 }, 0],
  ])('finds what is %s: %#', (_what, before, now, regressions) => {
    const comparison = compareWith({ 'a/ours': before }, { 'a/ours': { ...before, ...now } });
    expect(comparison).toMatchObject({ compared: 1, unknown: [] });
    expect(comparison.regressions).toHaveLength(regressions);
    expect(isPassed(comparison)).toBe(regressions === 0);
  });

  it('names each regression with both figures', () => {
    const now = { ...RATE, median: 0.3, p10: 0.29, p90: 0.31 };
    expect(sayComparison(compareWith({ 'a/ours': RATE }, { 'a/ours': now }))).toBe(
      '1 ratios to the bare pass-through compared with the baseline: 1 worse by more than 15 % and outside of both spreads.\n' +
        'REGRESSION a/ours: 0.40 (0.38 - 0.42) before, 0.30 (0.29 - 0.31) now, 25 % worse\n',
    );
  });

  it('passes nothing if there was nothing to compare', () => {
    const comparison = compareWith({ 'a/ours': RATE }, { 'b/ours': RATE });
    expect(comparison).toEqual({ compared: 0, unknown: ['b/ours'], regressions: [] });
    expect(isPassed(comparison)).toBe(false);
    expect(sayComparison(comparison)).toContain('Not in the baseline: b/ours.');
  });
});

function newFile(): URL {
  const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return pathToFileURL(join(folder, 'baseline.json'));
}
