import { describe, expect, it } from 'vitest';
import { isSameSplit, planSteps } from './plan-steps.js';
import { splitOf } from './read-shift-options.js';

const stepsOf = (from: number, aim: number, ...shares: number[]): number[] =>
  planSteps(splitOf(from), splitOf(aim), shares).map(({ weights }) => weights.vpn);

describe('planSteps', () => {
  it.each([
    { from: 0, aim: 100, steps: [10, 50, 100] },
    { from: 100, aim: 0, steps: [90, 50, 0] },
    { from: 20, aim: 60, steps: [24, 40, 60] },
    { from: 0, aim: 2, steps: [1, 2] },
    { from: 0, aim: 1, steps: [1] },
    { from: 70, aim: 70, steps: [] },
  ])('goes 10, 50 and 100 % of the way from $from to $aim', ({ from, aim, steps }) => {
    expect(stepsOf(from, aim, 10, 50, 100)).toEqual(steps);
  });

  it('goes at once in one step', () => {
    expect(stepsOf(0, 100, 100)).toEqual([100]);
  });

  it('changes the order alone where the weights are right', () => {
    const even = splitOf(50);
    const other = { ...even, order: ['vpn', 'internet'] } as const;

    expect(planSteps(even, other, [10, 50, 100])).toEqual([other]);
    expect([isSameSplit(even, other), isSameSplit(even, splitOf(50))]).toEqual([false, true]);
  });
});
