import { expect, it } from 'vitest';
import { isFullProof, reportProof, runsOf, seedOf } from '../support/proof.js';
import { quantile, type LoadFigures } from './child/load.js';
import { setStage, type Stage } from './stage.js';
import { MemoryWatch } from './watch-memory.js';

const SEED = seedOf(20_261_123);

/**
 * What bounds a gateway in front of models is how many requests it holds, for a model takes seconds: capacity is that
 * bound over the model's time, and a core is enough for five times as much. Fewer places refuse more of a load of
 * exactly 1, which comes irregularly: Erlang's loss formula says 7 % for 128 places, 17 % for 16.
 */
const MAX_IN_FLIGHT = runsOf({ sample: 16, full: 128 });
const MODEL_MS = runsOf({ sample: 200, full: 2_000 });
const DURATION_MS = runsOf({ sample: 700, full: 20_000 });
const WARM_CALLERS = 4;
const TIMES = [1, 2, 5];

/** If the gateway itself took no time. What it really holds, with as many callers as there are places, is reported. */
const CAPACITY_PER_SECOND = MAX_IN_FLIGHT / (MODEL_MS / 1_000);

/** A gateway that was never overloaded holds this much less. */
const MAX_MEMORY_RATIO = 1.5;
const REFUSAL_MS = 10;
const RECOVERY_MS = 5_000;

interface Overload {
  readonly times: number;
  readonly figures: LoadFigures;
  readonly peakBytes: number;
}

it(
  `a gateway asked for five times what it can hold answers what it can, and refuses the rest at once (seed ${SEED})`,
  { timeout: 300_000 },
  async () => {
    await using stage = await setStage({ maxInFlight: MAX_IN_FLIGHT, modelMs: MODEL_MS });
    const saturated = { kind: 'closed-loop', callers: MAX_IN_FLIGHT, durationMs: DURATION_MS } as const;
    // What is done for the first time takes longer: few callers at first.
    const warm = await stage.bear({ ...saturated, callers: WARM_CALLERS });
    const full = await stage.bear(saturated);
    const overloads: Overload[] = [];
    for (const times of TIMES) {
      using memory = new MemoryWatch(stage.gateway);
      const ratePerSecond = times * CAPACITY_PER_SECOND;
      const figures = await stage.bear({
        kind: 'open-loop',
        ratePerSecond,
        durationMs: DURATION_MS,
        seed: SEED + times,
      });
      overloads.push({ times, figures, peakBytes: memory.peakBytes });
    }
    const after = await stage.bear({ kind: 'closed-loop', callers: 1, durationMs: MODEL_MS });

    const loads = [warm, full, ...overloads.map(({ figures }) => figures), after];
    expectNothingButAnswersAndRefusals(loads);
    expect(Object.keys(after.byStatus)).toEqual(['200']);
    await expectAllOnRecord(stage, loads);
    await expectIdle(stage);
    report(full, overloads, after);
    if (isFullProof()) expectBounds(overloads, after);
  },
);

function expectNothingButAnswersAndRefusals(loads: readonly LoadFigures[]): void {
  for (const { byStatus, faults, sent } of loads) {
    expect(faults).toEqual([]);
    const { 200: answered = 0, 429: refused = 0 } = byStatus;
    expect(answered + refused).toBe(sent);
    expect(answered).toBeGreaterThan(0);
  }
  const mostLoaded = loads.at(-2);
  expect(mostLoaded?.byStatus[429]).toBeGreaterThan(mostLoaded?.byStatus[200] ?? 0);
}

/** What was answered is on record, once and as complete; what was refused has cost the table nothing. */
async function expectAllOnRecord(stage: Stage, loads: readonly LoadFigures[]): Promise<void> {
  const answered = loads.reduce((sum, { byStatus }) => sum + (byStatus[200] ?? 0), 0);
  await expect.poll(async () => (await stage.tally()).recordsByOutcome).toEqual({ complete: answered });
}

async function expectIdle({ gateway, token }: Stage): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const report = async (): Promise<unknown> => (await fetch(`${gateway.url}/status`, { headers })).json();
  await expect.poll(report).toMatchObject({ requestsInFlight: 0 });
  expect(gateway.errors).toBe('');
}

function expectBounds(overloads: readonly Overload[], after: LoadFigures): void {
  const goodputs = overloads.map(({ figures }) => figures.goodputPerSecond);
  expect(Math.min(...goodputs)).toBeGreaterThan(0.9 * Math.max(...goodputs));
  const [once, , fiveTimes] = overloads;
  expect(quantile(fiveTimes?.figures.refusedMs ?? [], 0.99)).toBeLessThan(REFUSAL_MS);
  expect(Number(fiveTimes?.peakBytes)).toBeLessThanOrEqual(MAX_MEMORY_RATIO * Number(once?.peakBytes));
  expect(recoveryMs(fiveTimes, after)).toBeLessThan(RECOVERY_MS);
}

/** From the end of the load to the first answer to somebody who came after it. */
function recoveryMs(last: Overload | undefined, { answeredMs }: LoadFigures): number {
  return Number(last?.figures.drainMs) + Number(answeredMs[0]);
}

function report(full: LoadFigures, overloads: readonly Overload[], after: LoadFigures): void {
  const measured = { capacityPerSecond: CAPACITY_PER_SECOND, closedLoopPerSecond: full.goodputPerSecond };
  const figures: Record<string, number> = { maxInFlight: MAX_IN_FLIGHT, modelMs: MODEL_MS, ...measured };
  for (const { times, figures: load, peakBytes } of overloads) {
    figures[`goodputPerSecondAt${times}`] = load.goodputPerSecond;
    figures[`refusedAt${times}`] = load.byStatus[429] ?? 0;
    figures[`refusedP50MsAt${times}`] = quantile(load.refusedMs, 0.5);
    figures[`refusedP95MsAt${times}`] = quantile(load.refusedMs, 0.95);
    figures[`refusedP99MsAt${times}`] = quantile(load.refusedMs, 0.99);
    figures[`residentMegabytesAt${times}`] = peakBytes / 1_000_000;
    figures[`generatorLateP95MsAt${times}`] = quantile(load.lateMs, 0.95);
    figures[`sentAgainAt${times}`] = load.sentAgain;
  }
  figures['recoveryMs'] = recoveryMs(overloads.at(-1), after);
  const rounded = Object.entries(figures).map(([name, value]) => [name, Math.round(value * 10) / 10] as const);
  reportProof({ proof: 'overload', seed: SEED, figures: Object.fromEntries(rounded) });
}
