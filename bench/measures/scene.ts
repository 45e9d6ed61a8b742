import type { Contestant } from '../contestants/contestant.ts';
import type { Ground, Slice, SliceFigures } from '../ground/ground.ts';
import type { Pace } from '../plan.ts';
import { inTurn } from '../statistics/in-turn.ts';

/** Everybody who is up, and how long to look at them. */
export interface Scene {
  readonly ground: Ground;
  readonly pace: Pace;
  /** The upstream itself, without a gateway. */
  readonly direct: Contestant;
  /** The audit store itself, asked as a gateway asks it. */
  readonly auditStore: Contestant;
  /** Those who pass requests on, the bare pass-through first. */
  readonly gateways: readonly Contestant[];
  /** What each of them held before the first request, in megabytes. */
  readonly restingMb: ReadonlyMap<string, number>;
  /** Tells the user what is at work. */
  readonly say: (line: string) => void;
}

/** What each contestant has come to, round by round. */
export type Found = ReadonlyMap<string, readonly SliceFigures[]>;

/** As much of a scene as it takes to measure. */
export interface Measuring extends Pick<Scene, 'say'> {
  readonly ground: Pick<Ground, 'measure'>;
}

/** Puts the same load on several, in turn. */
export async function measureInTurn(
  { ground, say }: Measuring,
  contestants: readonly Contestant[],
  rounds: number,
  slice: Slice,
): Promise<Found> {
  say(`${slice.kind}, ${slice.connections} at a time, ${rounds} rounds of ${contestants.length}`);
  return inTurn(contestants, rounds, (contestant) => ground.measure(contestant, slice));
}

/** One figure of each round, by contestant: the form of a quantity. */
export function pick(found: Found, figure: (figures: SliceFigures) => number): Record<string, readonly number[]> {
  return Object.fromEntries([...found].map(([name, rounds]) => [name, rounds.map(figure)]));
}

/**
 * The same, less what it takes without a gateway in the same round. The audit store is not on the way to the upstream:
 * its own time stays as it is.
 */
export function pickAdded(
  found: Found,
  { direct, auditStore }: Pick<Scene, 'direct' | 'auditStore'>,
  figure: (figures: SliceFigures) => number,
): Record<string, readonly number[]> {
  const { [direct.name]: without = [], ...others } = pick(found, figure);
  const added = (name: string, values: readonly number[]): readonly number[] =>
    name === auditStore.name ? values : values.map((value, round) => value - (without[round] ?? Number.NaN));
  return Object.fromEntries(Object.entries(others).map(([name, values]) => [name, added(name, values)]));
}
