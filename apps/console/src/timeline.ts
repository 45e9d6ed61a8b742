import type { AttemptView } from './request-row.js';

/** Where a bar begins and how long it is, in percent of the whole. */
export interface Bar {
  readonly startPercent: number;
  readonly widthPercent: number;
}

/** An attempt with its bar. */
export interface PlacedAttempt extends AttemptView, Bar {
  /** After the request had come, in ms. */
  readonly afterMs: number;
}

/** A bar that nobody could see says nothing. */
const LEAST_PERCENT = 0.5;

/** Puts attempts on the time of their request. What a clock has moved outside is put at its edge. */
export function placeAttempts(
  attempts: readonly AttemptView[],
  timestamp: string,
  latencyMs: number | undefined,
): readonly PlacedAttempt[] {
  const beganAtEpochMs = Date.parse(timestamp);
  const ends = attempts.map(({ startedAtEpochMs, durationMs }) => startedAtEpochMs + durationMs - beganAtEpochMs);
  const wholeMs = Math.max(latencyMs ?? 0, ...ends, 1);
  return attempts.map((attempt) => {
    const afterMs = Math.max(0, attempt.startedAtEpochMs - beganAtEpochMs);
    const startPercent = Math.min((afterMs / wholeMs) * 100, 100 - LEAST_PERCENT);
    const widthPercent = Math.max(LEAST_PERCENT, Math.min((attempt.durationMs / wholeMs) * 100, 100 - startPercent));
    return { ...attempt, afterMs, startPercent, widthPercent };
  });
}
