import type { GuardedRatio, GuardedRatios } from './baseline.ts';

/** How much worse a ratio may be before it counts. */
export const MAX_REGRESSION = 0.15;

/** A ratio that has become worse. */
export interface Regression {
  /** `quantity/contestant` */
  readonly name: string;
  readonly before: GuardedRatio;
  readonly now: GuardedRatio;
  /** By how much it is worse, as a part of what it was. */
  readonly change: number;
}

/** What a comparison came to. */
export interface Comparison {
  readonly regressions: readonly Regression[];
  /** How many ratios both have. */
  readonly compared: number;
  /** What the baseline does not have. */
  readonly unknown: readonly string[];
}

/**
 * Compares a run with an earlier one. A regression is a median that is more than {@link MAX_REGRESSION} worse, where
 * even the better end of what was found now (p10 - p90) is worse than the worse end of what was found then: what lies
 * within the spread of either may be noise.
 */
export function compareWith(before: GuardedRatios, now: GuardedRatios): Comparison {
  const names = Object.keys(now);
  const shared = names.filter((name) => name in before);
  return {
    compared: shared.length,
    unknown: names.filter((name) => !(name in before)),
    regressions: shared.flatMap((name) => {
      const [then, current] = [before[name], now[name]];
      return then && current && isWorse(then, current)
        ? [{ name, before: then, now: current, change: worseBy(then, current) }]
        : [];
    }),
  };
}

function isWorse(before: GuardedRatio, now: GuardedRatio): boolean {
  const isOutsideOfSpread = now.better === 'higher' ? now.p90 < before.p10 : now.p10 > before.p90;
  return isOutsideOfSpread && worseBy(before, now) > MAX_REGRESSION;
}

function worseBy({ better, median: before }: GuardedRatio, { median: now }: GuardedRatio): number {
  const change = (now - before) / before;
  return better === 'higher' ? -change : change;
}
