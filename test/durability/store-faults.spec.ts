import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoreFault } from '../../apps/sandbox/src/sandbox.js';
import { beginSystem } from '../support/begin-system.js';
import { refuse, startLambda } from '../support/loopback-lambda.js';
import { reportProof, runsOf, seedOf } from '../support/proof.js';
import { ask, NO_TRAFFIC, trafficOf } from '../support/traffic.js';
import { askPlan } from './plan.js';
import { SystemScene } from './system.scene.js';
import { judge } from './verdict.js';

const SEED = seedOf(20_261_126);
const ROUNDS = runsOf({ sample: 1, full: 10 });
/** The last of them takes its time. */
const TROUBLES_IN_A_ROUND = runsOf({ sample: 5, full: 6 });
const TIMEOUT_MS = 1_200_000;

/** What becomes of the table, and what `strict` tells callers then. A try of a start has 600 ms, one of a finish 1.5 s. */
const TROUBLES: readonly { readonly what: string; readonly fault: StoreFault; readonly strict: 200 | 503 }[] = [
  { what: 'down', fault: { fault: 'down' }, strict: 503 },
  { what: 'failing', fault: { fault: 'error' }, strict: 503 },
  { what: 'throttling', fault: { fault: 'throttle' }, strict: 503 },
  { what: 'slow', fault: { fault: 'slow', delayMs: 150 }, strict: 200 },
  // The stand-in carries out what it has received, as a real one would, though nobody waits for the answer any more.
  { what: 'taking starts after they were given up', fault: { fault: 'slow', delayMs: 800 }, strict: 503 },
  { what: 'taking finishes after they were given up', fault: { fault: 'slow', delayMs: 2_000 }, strict: 503 },
];

/** Each trouble once, in any order, with a few requests at a time. */
const round = fc.record({
  troubles: fc.shuffledSubarray(TROUBLES.slice(0, TROUBLES_IN_A_ROUND), { minLength: TROUBLES_IN_A_ROUND }),
  plans: fc.array(askPlan, { minLength: 2, maxLength: 5 }),
});

describe.each(['strict', 'available'] as const)('a table in trouble, in mode %s', (mode) => {
  it(
    `lets nothing out that is not on record, loses nothing, and is used again as soon as it is back (seed ${SEED})`,
    { timeout: TIMEOUT_MS },
    async () => {
      const system = await beginSystem({ env: { GATEWAY_AUDIT_MODE: mode } });
      const scene = new SystemScene(system, mode);
      for (const { troubles, plans } of fc.sample(round, { seed: SEED, numRuns: ROUNDS })) {
        for (const { what, fault, strict } of troubles) {
          await system.sandbox.faults.setStore('dynamodb', fault);
          const status = mode === 'strict' ? strict : 200;
          const expected = { statuses: plans.map(() => status), sent: status === 200 ? plans.length : 0 };
          expect(await scene.ask(plans), what).toEqual(expected);
          await scene.settled();
          await system.sandbox.faults.clear();
          expect(await scene.ask(plans.slice(0, 1)), `${what}, and back`).toEqual({ statuses: [200], sent: 1 });
        }
      }
      const { objections, spilled, requests, upstreamSawBytes, unfinished, cutLines } = await judge(scene);
      const figures = { requests, upstreamSawBytes, spilled, unfinished, cutLines, lost: objections.length };
      reportProof({ proof: `table-in-trouble-${mode}`, seed: SEED, figures });
      expect(objections).toEqual([]);
      // With all of the log put back, each request has its end on record.
      expect({ unfinished, cutLines }).toEqual({ unfinished: 0, cutLines: 0 });
      expect(spilled).toBeGreaterThan(0);
    },
  );
});

describe('a table that is down', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('keeps what is on no record from the sibling function, too', async () => {
    await using lambda = await startLambda((response) => refuse(response, 404, 'ResourceNotFoundException'));
    const system = await beginSystem({ env: { GATEWAY_ATTACHMENT: 'internet', GATEWAY_PEER_FUNCTION: 'sibling' } });
    await system.sandbox.faults.setStore('dynamodb', { fault: 'down' });
    expect((await ask(system, '/vpn')).status).toBe(503);
    expect(lambda.connections()).toBe(0);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    await system.sandbox.faults.clear();
    await ask(system, '/vpn');
    expect(lambda.invocations).toHaveLength(1);
  });
});
