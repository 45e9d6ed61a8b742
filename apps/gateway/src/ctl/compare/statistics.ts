/** The value below which a share of the sorted values lies, by the nearest rank. NaN where there are none. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** The middle of the values; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN,
    sorted[Math.ceil((sorted.length - 1) / 2)] ?? NaN,
  ];
  return (low + high) / 2;
}

/** A source of numbers from 0 up to but not 1. */
export type Random = () => number;

/** The same numbers for the same seed, anywhere: mulberry32, for samples and never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A median with the range that holds it in 95 of 100 repetitions. */
export interface Interval {
  readonly median: number;
  readonly from: number;
  readonly to: number;
}

const RESAMPLES = 4_000;

/**
 * The median of paired differences with its 95 % confidence interval, by the percentile bootstrap: no shape of the
 * latencies is assumed. Pairs share their moment, so that what disturbs both routes cancels out.
 *
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap, chapter 13.
 */
export function bootstrapMedian(differences: readonly number[], random: Random): Interval {
  const draw = (): number => differences[Math.floor(random() * differences.length)] ?? NaN;
  const medians = Array.from({ length: RESAMPLES }, () => median(Array.from(differences, draw)));
  const sorted = medians.toSorted((a, b) => a - b);
  return { median: median(differences), from: percentile(sorted, 0.025), to: percentile(sorted, 0.975) };
}
