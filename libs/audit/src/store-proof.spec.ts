import { describe, expect, it } from 'vitest';
import { StoreProofKeeper } from './store-proof.js';

function keeperAt(...timesEpochMs: number[]): StoreProofKeeper {
  return new StoreProofKeeper(() => timesEpochMs.shift() ?? Number.NaN);
}

describe('StoreProofKeeper', () => {
  it('claims nothing before the first write', () => {
    expect(keeperAt().last).toEqual({ state: 'unknown' });
  });

  it('tells when a write landed and how long it took', async () => {
    const keeper = keeperAt(1_000, 1_012);
    await expect(keeper.observe(() => Promise.resolve('stored'))).resolves.toBe('stored');
    expect(keeper.last).toEqual({ state: 'up', provenAtEpochMs: 1_012, latencyMs: 12 });
  });

  it('takes a try that failed for no proof', async () => {
    const keeper = keeperAt(1_000, 1_012);
    await expect(keeper.observe(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(keeper.last).toEqual({ state: 'unknown' });
  });

  it('remembers the last proof beside a failure, and the last failure beside a proof', async () => {
    const keeper = keeperAt(1_000, 1_012, 2_000, 3_000, 3_005);
    await keeper.observe(() => Promise.resolve());
    keeper.failed('throttled');
    const failed = { failedAtEpochMs: 2_000, reason: 'throttled' };
    expect(keeper.last).toEqual({ state: 'down', provenAtEpochMs: 1_012, latencyMs: 12, ...failed });
    await keeper.observe(() => Promise.resolve());
    expect(keeper.last).toEqual({ state: 'up', provenAtEpochMs: 3_005, latencyMs: 5, ...failed });
  });
});
