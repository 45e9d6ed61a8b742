/** A source of numbers from 0 up to 1, the same for the same seed. Source: mulberry32 by Tommy Ettinger, public domain. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** When requests are due. */
export interface Schedule {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  readonly seed: number;
}

/**
 * Milliseconds from the start at which requests are due, ascending: as from many callers who know nothing of each other,
 * with exponential gaps.
 */
export function arrivalsOf({ ratePerSecond, durationMs, seed }: Schedule): number[] {
  const random = randomFrom(seed);
  const dueMs: number[] = [];
  for (let atMs = 0; ; dueMs.push(atMs)) {
    atMs -= (Math.log(1 - random()) * 1_000) / ratePerSecond;
    if (atMs >= durationMs) return dueMs;
  }
}
