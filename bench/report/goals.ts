import { BARE, summaryOf, type Quantity } from './quantity.ts';
import type { Summary } from '../statistics/summary.ts';

/** Whose figures the goals are about, as contestants are called. */
export const OURS = 'ours';
export const OURS_WITHOUT_AUDIT = 'ours-without-audit';
export const PORTKEY = 'portkey';

/** One round trip to the audit store, asked without a gateway: not a contestant, but in the rounds of latencies. */
export const AUDIT_STORE = 'audit-store';

/** What growth is measured from: the smallest of everything. */
export const SMALLEST = 'smallest';

/** What was aimed at, and what became of it. */
export interface Verdict {
  readonly says: string;
  readonly figure: Summary;
  readonly isMet: boolean;
  /** Whether it went further than it had to; undefined where there is no further goal. */
  readonly isStretchMet?: boolean;
}

/** The value of a contestant in one round; not a number if it was not measured. */
type Of = (contestant: string) => number;

interface Goal {
  /** The quantity it is about, or the beginning of the names of several. */
  readonly quantity: string;
  readonly says: string;
  readonly isAtLeast: boolean;
  readonly limit: number;
  readonly stretch?: number;
  readonly figure: (of: Of) => number;
}

const share = (contestant: string, of: string) => (value: Of) => value(contestant) / value(of);

/** What a gateway may add is bounded by what Node's least adds, and by the audit record that has to be written first. */
const WITHIN_BUDGET = {
  says: 'ours / (1.8 x bare + one audit round trip) <= 1',
  isAtLeast: false,
  limit: 1,
  figure: (of: Of) => of(OURS) / (1.8 * of(BARE) + of(AUDIT_STORE)),
} as const;

const GOALS: readonly Goal[] = [
  atLeast('throughput.rate.1kB', 'ours >= 0.30 of bare (stretch 0.45)', [0.3, 0.45], share(OURS, BARE)),
  atLeast('throughput.rate.1kB', 'ours >= 2 x Portkey (stretch 3)', [2, 3], share(OURS, PORTKEY)),
  atLeast('throughput.rate.1kB', 'without audit >= 0.55 of bare', [0.55], share(OURS_WITHOUT_AUDIT, BARE)),
  { quantity: 'latency.added-p50.1', ...WITHIN_BUDGET },
  atMost('latency.added-p50.1', 'ours below Portkey', [1], share(OURS, PORTKEY)),
  { quantity: 'streamed.added-first-byte-p50', ...WITHIN_BUDGET },
  atMost('streamed.peak-memory', 'ours < 200 MB', [200], (of) => of(OURS)),
  atLeast('streamed.chunks', 'ours >= 0.6 of bare', [0.6], share(OURS, BARE)),
  atMost('cold.init', 'ours <= 3.0 x a bare handler (stretch 2.0)', [3, 2], share(OURS, BARE)),
  atMost('cold.first-to-warm', 'ours, first answer <= 3 x a warm one', [3], (of) => of(OURS)),
  atMost('growth.', 'ours <= 1.10', [1.1], share(OURS, SMALLEST)),
];

/** Judges a quantity by the goals for it. What was not measured is not judged. */
export function verdictsOn(quantity: Quantity): readonly Verdict[] {
  return GOALS.filter((goal) => isAbout(goal, quantity)).flatMap((goal) => judge(goal, quantity) ?? []);
}

function isAbout(goal: Goal, { id }: Quantity): boolean {
  return goal.quantity.endsWith('.') ? id.startsWith(goal.quantity) : id === goal.quantity;
}

/** By the median of what the rounds came to, each by itself. */
function judge({ says, isAtLeast, limit, stretch, figure }: Goal, { rounds }: Quantity): Verdict | undefined {
  const byRound = (rounds[OURS] ?? rounds[OURS_WITHOUT_AUDIT] ?? []).map((_, round) =>
    figure((contestant) => rounds[contestant]?.[round] ?? Number.NaN),
  );
  const summary = summaryOf(byRound);
  if (summary === undefined) return undefined;
  const reaches = (bound: number): boolean => (isAtLeast ? summary.median >= bound : summary.median <= bound);
  return { says, figure: summary, isMet: reaches(limit), ...(stretch && { isStretchMet: reaches(stretch) }) };
}

function atLeast(quantity: string, says: string, [limit, stretch]: Limits, figure: Goal['figure']): Goal {
  return { quantity, says, isAtLeast: true, limit, ...(stretch && { stretch }), figure };
}

function atMost(quantity: string, says: string, limits: Limits, figure: Goal['figure']): Goal {
  return { ...atLeast(quantity, says, limits, figure), isAtLeast: false };
}

type Limits = readonly [limit: number, stretch?: number];
