import { expect, it } from 'vitest';
import { slopeOf } from './slope-of.js';

it.each([
  ['of too few points', [], 0],
  ['of a flat line', [7, 7, 7, 7], 0],
  ['of a straight line', [1, 3, 5, 7], 2],
  // By hand: x 0 to 4, means 2 and 2.2; sum of products 11, of squares 10.
  ['of points around a line', [0, 1, 3, 2, 5], 1.1],
])('the slope %s', (_what, values, slope) => {
  expect(slopeOf(values.map((y, x) => ({ x, y })))).toBeCloseTo(slope, 12);
});
