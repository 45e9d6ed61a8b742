import { expect, it } from 'vitest';
import { arrivalsOf, randomFrom } from './arrivals.js';

it('arrivals are the same for the same seed, ascending, within their time, and as many as their rate says', () => {
  const schedule = { ratePerSecond: 1_000, durationMs: 10_000, seed: 7 };
  const dueMs = arrivalsOf(schedule);
  expect(arrivalsOf(schedule)).toEqual(dueMs);
  expect(dueMs.toSorted((a, b) => a - b)).toEqual(dueMs);
  expect(Number(dueMs[0])).toBeGreaterThan(0);
  expect(Number(dueMs.at(-1))).toBeLessThan(10_000);
  // Five standard deviations of a Poisson count of 10,000.
  expect(Math.abs(dueMs.length - 10_000)).toBeLessThan(500);
  // Half of all exponential gaps are shorter than ln 2 times their mean of 1 ms; regular ones would all be longer.
  const short = dueMs.filter((due, index) => due - (dueMs[index - 1] ?? 0) < Math.LN2).length;
  expect(Math.abs(short / dueMs.length - 0.5)).toBeLessThan(0.03);
});

it('numbers from a seed are from 0 up to 1 and spread evenly', () => {
  const random = randomFrom(1);
  const numbers = Array.from({ length: 10_000 }, random);
  const tenths = Map.groupBy(numbers, (number) => Math.floor(number * 10));
  expect([...tenths.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const { length } of tenths.values()) expect(Math.abs(length - 1_000)).toBeLessThan(150);
});
