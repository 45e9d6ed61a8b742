/** Putting things back is a handful of calls; a function that is asked to end has hardly longer. */
const AFTERWARDS_MS = 20_000;

/** Does what has to be done after a failure, with a deadline of its own: that of the work itself may be over. */
export function withinAfterwards<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  return work(AbortSignal.timeout(AFTERWARDS_MS));
}
