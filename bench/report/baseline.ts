import { readFileSync, writeFileSync } from 'node:fs';
import { CannotMeasure, type Pace } from '../plan.ts';
import type { Summary } from '../statistics/summary.ts';
import { BARE, ratioOf, type Quantity } from './quantity.ts';
import { OURS, OURS_WITHOUT_AUDIT } from './goals.ts';

/** Where a later run looks for what an earlier one came to. */
export const BASELINE = new URL('../baseline.json', import.meta.url);

/** A ratio to the bare pass-through, which is what runs on different machines have in common. */
export interface GuardedRatio extends Summary {
  readonly better: Quantity['better'];
}

/** By `quantity/contestant`. */
export type GuardedRatios = Readonly<Record<string, GuardedRatio>>;

/** One for each pace: rounds of another length come to other ratios. */
type Baseline = Readonly<Partial<Record<Pace, GuardedRatios>>>;

/** What a change of the product can make worse: ours to bare, wherever both were measured. */
export function guardedRatios(quantities: readonly Quantity[]): GuardedRatios {
  const guarded = quantities.filter(({ reference }) => reference === BARE);
  return Object.fromEntries(
    guarded.flatMap((quantity) =>
      [OURS, OURS_WITHOUT_AUDIT].flatMap((contestant): [string, GuardedRatio][] => {
        const ratio = ratioOf(quantity, contestant, BARE);
        return ratio ? [[`${quantity.id}/${contestant}`, { ...ratio, better: quantity.better }]] : [];
      }),
    ),
  );
}

/** @throws CannotMeasure if there is nothing to compare a run of this pace with */
export function readBaseline(pace: Pace, file: URL = BASELINE): GuardedRatios {
  const ratios = read(file)[pace];
  if (ratios) return ratios;
  throw new CannotMeasure(
    `There is no baseline of a ${pace} run in bench/baseline.json: write it with --write-baseline, without --check.`,
  );
}

/** Replaces what was found at this pace before; other paces stay. */
export function writeBaseline(pace: Pace, ratios: GuardedRatios, file: URL = BASELINE): void {
  writeFileSync(file, `${JSON.stringify({ ...read(file), [pace]: ratios }, null, 2)}\n`);
}

function read(file: URL): Baseline {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Baseline;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new CannotMeasure('bench/baseline.json is not JSON: mend it, or remove it and write a new one.', {
      cause: error,
    });
  }
}
