import fc from 'fast-check';
import type { Fault, StoreFault } from '../../apps/sandbox/src/sandbox.js';
import { ANSWER_FORMS } from '../support/answer-forms.js';

/** One request of a caller: how it asks, by which way, and with how much of a body. */
export interface AskPlan {
  readonly form: (typeof ANSWER_FORMS)[number];
  readonly prefix: '' | '/internet' | '/vpn';
  readonly paddingBytes: number;
}

/** One life of a gateway: what goes wrong around it, what it is asked for, and when it is killed. */
export interface LifePlan {
  readonly internet: Fault;
  readonly vpn: Fault;
  readonly store: StoreFault;
  /** It is killed this long after so many answers have begun, and after `LONGEST_LIFE_MS` in any case. */
  readonly killedAfterAnswers: number;
  readonly andMs: number;
  /** What each of the callers asks for, one after the other, and then from the beginning. */
  readonly callers: readonly (readonly AskPlan[])[];
}

/** Callers at a time. */
export const CALLERS = 5;
/** Some are asked for nothing but what hangs, and no answer ever begins. */
export const LONGEST_LIFE_MS = 1_000;
/** As long as a request takes when all is well: every instant of it is as likely as any other. */
const LONGEST_REQUEST_MS = 25;

/** What a gateway is asked for first, before anything goes wrong. */
export const WARM_UP: AskPlan = { form: ANSWER_FORMS[0], prefix: '', paddingBytes: 0 };

/** Most of the time all is well, so that lives are full of requests; the rest is retried, falls back or breaks. */
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Fault>({ fault: 'none' }) },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Fault>(
      { fault: 'slow', delayMs: 15 },
      { fault: 'stall', after: 1 },
      { fault: 'stall' },
      { fault: 'reset', times: 2 },
      { fault: 'unavailable', times: 2 },
      { fault: 'cut' },
      { fault: 'exception' },
      { fault: 'down' },
    ),
  },
);

/** Any request that is answered when all is well. */
export const askPlan: fc.Arbitrary<AskPlan> = fc.record({
  form: fc.constantFrom(...ANSWER_FORMS),
  prefix: fc.constantFrom('', '/internet', '/vpn'),
  // The large ones take several turns to be sent, so that some are killed on their way.
  paddingBytes: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(400_000) }),
});

/** @param storeFaults what the table does, each as likely as any other. */
export function lifePlans(storeFaults: readonly StoreFault[]): fc.Arbitrary<LifePlan> {
  return fc.record({
    internet: fault,
    vpn: fault,
    store: fc.constantFrom(...storeFaults),
    killedAfterAnswers: fc.integer({ min: 0, max: 2 * CALLERS }),
    andMs: fc.integer({ min: 0, max: LONGEST_REQUEST_MS }),
    callers: fc.array(fc.array(askPlan, { minLength: 3, maxLength: 6 }), { minLength: CALLERS, maxLength: CALLERS }),
  });
}
