import { expect, it } from 'vitest';
import { ProblemCounts } from './problem-counts.js';

it('counts errors by status, and has no entry for what never occurred', () => {
  const counts = new ProblemCounts();
  expect(counts.byStatus).toEqual({});
  for (const status of [401, 500, 401]) counts.add(status);
  expect(counts.byStatus).toEqual({ 401: 2, 500: 1 });
});

it('gives out a copy', () => {
  const counts = new ProblemCounts();
  const before = counts.byStatus;
  counts.add(401);
  expect(before).toEqual({});
});
