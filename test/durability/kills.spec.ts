import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoreFault } from '../../apps/sandbox/src/sandbox.js';
import { pathOfBundle } from '../support/bundled.js';
import { reportProof, runsOf, seedOf } from '../support/proof.js';
import { Ground, type GroundOptions } from './ground.js';
import { lifePlans } from './plan.js';
import { judge, type Verdict } from './verdict.js';

const SEED = seedOf(20_261_125);
const GROUNDS = runsOf({ sample: 2, full: 40 });
const LIVES = runsOf({ sample: 4, full: 25 });
/** Grounds at a time: there is always a gateway at work while another one starts. */
const AT_A_TIME = runsOf({ sample: 2, full: 3 });
const TIMEOUT_MS = 1_200_000;

const FIGURES = ['requests', 'upstreamSawBytes', 'peerSawBytes', 'unfinished', 'spilled', 'cutLines'] as const;

/** In turn. What the table does is part of each: without a start in it, `strict` sends nothing, so it is mostly well. */
const SETTINGS: readonly (Pick<GroundOptions, 'mode' | 'transport'> & { readonly store: readonly StoreFault[] })[] = [
  { mode: 'strict', transport: 'direct', store: mostlyWell() },
  { mode: 'available', transport: 'peer', store: oftenIll() },
  { mode: 'available', transport: 'direct', store: oftenIll() },
  { mode: 'strict', transport: 'peer', store: mostlyWell() },
];

function mostlyWell(): StoreFault[] {
  return [
    { fault: 'none' },
    { fault: 'none' },
    { fault: 'none' },
    { fault: 'slow', delayMs: 40 },
    { fault: 'throttle' },
  ];
}

function oftenIll(): StoreFault[] {
  return [{ fault: 'none' }, { fault: 'down' }, { fault: 'throttle' }, { fault: 'slow', delayMs: 40 }];
}

describe(`gateways that are killed at any instant (seed ${SEED})`, () => {
  /** The lives of one ground, one after the other. */
  async function liveOn(number: number): Promise<Verdict> {
    const { mode, transport, store } = SETTINGS[number % SETTINGS.length] ?? fail();
    await using ground = await Ground.start({ gateway: pathOfBundle('main'), lives: LIVES, mode, transport });
    for (const plan of fc.sample(lifePlans(store), { seed: SEED + number, numRuns: LIVES })) await ground.live(plan);
    const verdict = await judge(ground);
    return {
      ...verdict,
      objections: verdict.objections.map((text) => `ground ${number} (${mode}, ${transport}): ${text}`),
    };
  }

  /** The lives of all grounds; those of some of them at the same time. */
  async function liveOnAll(): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    const numbers = Array.from({ length: GROUNDS }, (_, number) => number)[Symbol.iterator]();
    const inTurn = async (): Promise<void> => {
      for (const number of numbers) verdicts.push(await liveOn(number));
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, inTurn));
    return verdicts;
  }

  it(
    'have one record of each request that anybody saw a byte of, and a replay loses none',
    { timeout: TIMEOUT_MS },
    async () => {
      const verdicts = await liveOnAll();
      const objections = verdicts.flatMap((verdict) => verdict.objections);
      const sum = (figure: (typeof FIGURES)[number]): number =>
        verdicts.reduce((total, verdict) => total + verdict[figure], 0);
      const figures = Object.fromEntries(FIGURES.map((figure) => [figure, sum(figure)]));
      const count = (word: string): number => objections.filter((text) => text.includes(word)).length;
      const found = { lost: count('LOST'), duplicated: count('TWICE'), objections: objections.length };
      reportProof({ proof: 'kills', seed: SEED, figures: { kills: GROUNDS * LIVES, ...figures, ...found } });
      expect(objections).toEqual([]);
      // A proof of nothing would hold as well.
      expect(FIGURES.filter((figure) => figure !== 'cutLines' && sum(figure) === 0)).toEqual([]);
    },
  );
});

function fail(): never {
  throw new Error('There is no such setting');
}
