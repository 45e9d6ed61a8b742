import type { Group } from '../plan.ts';
import { summarize, type Summary } from '../statistics/summary.ts';

/** What others are divided by if nothing else is said: the least that Node can do. */
export const BARE = 'bare';

/** Something that was measured of several, round by round. */
export interface Quantity {
  /** Names it in raw results and in the baseline: it stays what it is. */
  readonly id: string;
  readonly group: Group;
  /** What a reader sees, without its unit. */
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Whom the others are divided by; undefined where only the figure itself says something. */
  readonly reference: string | undefined;
  /** By contestant one value per round; the same place is the same round. */
  readonly rounds: Readonly<Record<string, readonly number[]>>;
}

/** The values of one contestant; undefined if it was not measured. */
export function roundsOf({ rounds }: Quantity, contestant: string): readonly number[] | undefined {
  return rounds[contestant];
}

/**
 * What a contestant comes to in parts of another one, in each round by itself: both met with the same machine.
 *
 * @returns undefined if one of the two was not measured, or if a round has no ratio: what was added may be less than
 * nothing where it is lost in the noise
 */
export function ratioOf(quantity: Quantity, contestant: string, to: string): Summary | undefined {
  const [parts, wholes] = [roundsOf(quantity, contestant), roundsOf(quantity, to)];
  if (!parts || !wholes) return undefined;
  if (wholes.some((value) => value <= 0)) return undefined;
  return summaryOf(parts.map((value, round) => value / (wholes[round] ?? Number.NaN)));
}

/** @returns undefined if there is nothing, or anything that is no number */
export function summaryOf(values: readonly number[]): Summary | undefined {
  return values.length > 0 && values.every(Number.isFinite) ? summarize(values) : undefined;
}
