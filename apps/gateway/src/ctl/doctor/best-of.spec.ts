import { describe, expect, it } from 'vitest';
import { bestOf } from './best-of.js';

/** Measures these times one after the other, and counts how often it was asked. */
function measuring(times: readonly number[]): { measure: () => Promise<number>; asked: () => number } {
  let asked = 0;
  const measure = (): Promise<number> => {
    asked += 1;
    return Promise.resolve(times[asked - 1] ?? NaN);
  };
  return { measure, asked: () => asked };
}

describe('bestOf', () => {
  it.each([
    [[100], 100, 1],
    [[300, 90], 90, 2],
    [[300, 250, 280], 250, 3],
    [[300.4, 201.6, 280], 202, 3],
  ])('of %j ms is %d, after %d tries', async (times, bestMs, tries) => {
    const { measure, asked } = measuring(times);
    expect([await bestOf(measure, 150), asked()]).toEqual([bestMs, tries]);
  });

  it('fails with what a try fails with, and does not try again', async () => {
    let tries = 0;
    const failing = (): Promise<never> => {
      tries += 1;
      return Promise.reject(new Error('down'));
    };
    await expect(bestOf(failing, 150)).rejects.toThrow('down');
    expect(tries).toBe(1);
  });
});
