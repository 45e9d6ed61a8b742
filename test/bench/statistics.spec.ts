import { describe, expect, it } from 'vitest';
import { floorsOf } from '../../bench/ground/memory-watch.ts';
import { inTurn } from '../../bench/statistics/in-turn.ts';
import { summarize } from '../../bench/statistics/summary.ts';

describe('summarize', () => {
  it('finds the middle and the outer tenths, between neighbours if need be', () => {
    expect(summarize([50, 10, 40, 20, 30])).toEqual({ n: 5, median: 30, p10: 14, p90: 46 });
  });

  it('takes one measurement for everything', () => {
    expect(summarize([7])).toEqual({ n: 1, median: 7, p10: 7, p90: 7 });
  });
});

describe('inTurn', () => {
  const columns = ['a', 'b', 'c'].map((name) => ({ name }));

  it('measures each once a round, and has another one first in each', async () => {
    const order: string[] = [];
    const found = await inTurn(columns, 4, ({ name }, round) => {
      order.push(name);
      return Promise.resolve(`${name}${round}`);
    });
    expect(order.join('')).toBe('abcbcacababc');
    expect([...found]).toEqual([
      ['a', ['a0', 'a1', 'a2', 'a3']],
      ['b', ['b0', 'b1', 'b2', 'b3']],
      ['c', ['c0', 'c1', 'c2', 'c3']],
    ]);
  });

  it('measures nobody else while one is measured', async () => {
    let running = 0;
    let most = 0;
    await inTurn(columns, 2, async () => {
      most = Math.max(most, (running += 1));
      await new Promise(setImmediate);
      running -= 1;
    });
    expect(most).toBe(1);
  });

  it('ends with the first failure', async () => {
    let count = 0;
    const measured = inTurn(columns, 5, () => {
      count += 1;
      return count === 2 ? Promise.reject(new RangeError('b is broken')) : Promise.resolve(0);
    });
    await expect(measured).rejects.toThrow('b is broken');
    expect(count).toBe(2);
  });

  it('has nothing to say about nobody', async () => {
    expect(await inTurn([], 3, () => Promise.resolve(0))).toEqual(new Map());
  });
});

describe('floorsOf', () => {
  const points = (values: readonly number[]) => values.map((y, x) => ({ x, y }));

  it('keeps the least of each part, where it was', () => {
    expect(floorsOf(points([5, 3, 9, 8, 4, 6]), 2)).toEqual([
      { x: 1, y: 3 },
      { x: 4, y: 4 },
    ]);
  });

  it('leaves a row as it is that is too short for parts', () => {
    expect(floorsOf(points([5, 3, 9]), 2)).toEqual(points([5, 3, 9]));
  });
});
