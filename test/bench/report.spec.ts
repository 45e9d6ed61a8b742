import { describe, expect, it } from 'vitest';
import { verdictsOn } from '../../bench/report/goals.ts';
import { ratioOf } from '../../bench/report/quantity.ts';
import { toMarkdown } from '../../bench/report/to-markdown.ts';
import { quantityOf } from './quantities.js';

describe('ratioOf', () => {
  it('says nothing about whom nobody has measured', () => {
    expect(ratioOf(quantityOf({ ours: [1] }), 'ours', 'bare')).toBeUndefined();
    expect(ratioOf(quantityOf({ bare: [1] }), 'ours', 'bare')).toBeUndefined();
    expect(ratioOf(quantityOf({ ours: [], bare: [] }), 'ours', 'bare')).toBeUndefined();
  });

  it('says nothing if there is a round without a ratio', () => {
    expect(ratioOf(quantityOf({ ours: [1, 2], bare: [1, 0] }), 'ours', 'bare')).toBeUndefined();
    expect(ratioOf(quantityOf({ ours: [1, 2], bare: [1] }), 'ours', 'bare')).toBeUndefined();
    expect(ratioOf(quantityOf({ ours: [1, 2], bare: [1, -0.1] }), 'ours', 'bare')).toBeUndefined();
  });

  it('divides round by round, so that what slows down both changes nothing', () => {
    const quantity = quantityOf({ ours: [30, 3, 300], bare: [100, 10, 1_000] });
    expect(ratioOf(quantity, 'ours', 'bare')).toEqual({ n: 3, median: 0.3, p10: 0.3, p90: 0.3 });
  });
});

describe('verdictsOn', () => {
  it('judges nothing that there is no goal for, and nobody who was not measured', () => {
    expect(verdictsOn(quantityOf({ ours: [1], bare: [1] }, { id: 'latency.added-p99.64' }))).toEqual([]);
    expect(verdictsOn(quantityOf({ bare: [1] }))).toEqual([]);
  });

  it('holds throughput to the bare pass-through and to the rival', () => {
    const rounds = { bare: [1_000], ours: [290], 'ours-without-audit': [560], portkey: [95] };
    expect(verdictsOn(quantityOf(rounds))).toMatchObject([
      { figure: { median: 0.29 }, isMet: false, isStretchMet: false },
      { figure: { median: expect.closeTo(3.05, 2) as number }, isMet: true, isStretchMet: true },
      { figure: { median: 0.56 }, isMet: true },
    ]);
  });

  it('leaves the rival out that is not there', () => {
    expect(verdictsOn(quantityOf({ bare: [10], ours: [3] }))).toMatchObject([{ figure: { median: 0.3 }, isMet: true }]);
  });

  it('counts one audit round trip to what may be added', () => {
    const id = 'latency.added-p50.1';
    const added = (ours: number) => quantityOf({ bare: [1], 'audit-store': [1.2], ours: [ours], portkey: [3] }, { id });
    expect(verdictsOn(added(2.99)).map(({ isMet }) => isMet)).toEqual([true, true]);
    expect(verdictsOn(added(3.01)).map(({ isMet }) => isMet)).toEqual([false, false]);
  });

  it('lets nothing that grows cost over a tenth more', () => {
    const id = 'growth.callers.cpu.10000';
    expect(verdictsOn(quantityOf({ smallest: [1], ours: [1.1] }, { id }))).toMatchObject([{ isMet: true }]);
    expect(verdictsOn(quantityOf({ smallest: [1], ours: [1.11] }, { id }))).toMatchObject([{ isMet: false }]);
  });

  it('holds a figure itself to its limit', () => {
    const id = 'streamed.peak-memory';
    expect(verdictsOn(quantityOf({ ours: [199] }, { id }))).toMatchObject([{ isMet: true }]);
    expect(verdictsOn(quantityOf({ ours: [201] }, { id }))).toMatchObject([{ isMet: false }]);
  });
});

describe('toMarkdown', () => {
  it('has the figure of what others are compared with, their ratios, spreads and goals', () => {
    const rate = quantityOf({ bare: [2_000, 4_000, 3_000], ours: [1_000, 1_000, 1_000] });
    const rest = quantityOf(
      { ours: [101.4] },
      { id: 'memory.rest', title: 'memory', unit: 'MB', reference: undefined },
    );
    expect(toMarkdown([rate, rest])).toBe(
      [
        '| figure | bare | ours | goal |',
        '| --- | ---: | ---: | --- |',
        '| requests, /s | 3000 (2200 - 3800) | x 0.33 (0.27 - 0.47) | ours >= 0.30 of bare (stretch 0.45): 0.33 (0.27 - 0.47), met |',
        '| memory, MB |  | 101 |  |',
        '',
      ].join('\n'),
    );
  });

  it('says loudly what was not met', () => {
    expect(toMarkdown([quantityOf({ bare: [100], ours: [20] })])).toContain(': 0.20, **NOT met** |');
  });

  it('shows three digits that count, of small figures, too', () => {
    const table = toMarkdown([quantityOf({ bare: [0.01234], ours: [0.5] }), quantityOf({ bare: [12.34] })]);
    expect(table).toContain('| 0.012 | x 40.5 |');
    expect(table).toContain('| 12.3 |');
  });

  it('has a word for figures that are none', () => {
    expect(toMarkdown([quantityOf({ bare: [Number.NaN], ours: [1] })])).toContain('| requests, /s | none | 1.00 |');
  });
});
