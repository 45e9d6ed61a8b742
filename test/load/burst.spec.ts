import { expect, it } from 'vitest';
import { reportProof, runsOf, seedOf } from '../support/proof.js';
import { quantile } from './child/load.js';
import { setStage } from './stage.js';

const SEED = seedOf(20_261_123);
/** About as many as a gateway takes on at a time unless it is told otherwise. */
const REQUESTS = runsOf({ sample: 200, full: 500 });
/** Faster than the first of them could be answered. */
const DURATION_MS = 50;

it(`a gateway that has just started answers all that come at once (seed ${SEED})`, { timeout: 120_000 }, async () => {
  await using stage = await setStage({ maxInFlight: 2 * REQUESTS, modelMs: 20 });
  const ratePerSecond = REQUESTS / (DURATION_MS / 1_000);
  const load = { kind: 'open-loop', ratePerSecond, durationMs: DURATION_MS, seed: SEED } as const;
  const { sent, byStatus, faults, answeredMs } = await stage.bear(load);
  expect(faults).toEqual([]);
  expect(sent).toBeGreaterThan(REQUESTS * 0.8);
  expect(byStatus).toEqual({ 200: sent });
  reportProof({
    proof: 'burst',
    seed: SEED,
    figures: { requests: sent, slowestMs: Math.round(quantile(answeredMs, 1)) },
  });
});
