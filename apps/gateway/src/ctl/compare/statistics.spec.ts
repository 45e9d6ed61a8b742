import { describe, expect, it } from 'vitest';
import { bootstrapMedian, median, percentile, seededRandom } from './statistics.js';

describe('percentile', () => {
  it.each([
    [0.5, 5],
    [0.9, 9],
    [0.99, 10],
    [0.01, 1],
    [1, 10],
  ])('%d of ten values is the nearest rank', (share, value) => {
    expect(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], share)).toBe(value);
  });

  it('is nothing where nothing was measured', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe('seededRandom', () => {
  it('is the same for the same seed, other for another, and from 0 up to 1', () => {
    const [one, same, other] = [seededRandom(7), seededRandom(7), seededRandom(8)];
    const drawn = Array.from({ length: 1_000 }, () => one());
    expect(Array.from({ length: 1_000 }, () => same())).toEqual(drawn);
    expect(other()).not.toBe(drawn[0]);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
  });
});

describe('bootstrapMedian', () => {
  it('excludes zero where every difference is on one side', () => {
    const interval = bootstrapMedian([9, 10, 11, 10, 9, 11, 10, 10, 9, 11], seededRandom(1));
    expect(interval.median).toBe(10);
    expect(interval.from).toBeGreaterThanOrEqual(9);
    expect(interval.to).toBeLessThanOrEqual(11);
  });

  it('includes zero where they are on both alike', () => {
    const { from, to } = bootstrapMedian([-5, 5, -4, 4, -3, 3, -2, 2, -1, 1], seededRandom(1));
    expect(from).toBeLessThan(0);
    expect(to).toBeGreaterThan(0);
  });

  it('holds the true median in about 95 of 100 repetitions', () => {
    // Seed 42: differences around 3, uniform from -7 to 13.
    const random = seededRandom(42);
    let held = 0;
    for (let run = 0; run < 100; run += 1) {
      const { from, to } = bootstrapMedian(
        Array.from({ length: 30 }, () => random() * 20 - 7),
        random,
      );
      if (from <= 3 && to >= 3) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(88);
  });
});
