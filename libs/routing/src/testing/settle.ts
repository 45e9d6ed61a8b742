import { vi } from 'vitest';

/** How a promise has ended, or that it has not. */
export type Ending<Result> = { readonly result: Result } | { readonly error: unknown } | 'pending';

/** Lets fake time pass and tells how the work has ended by then. Its rejection is handled from the start. */
export async function settle<Result>(work: Promise<Result>, passMs = 0): Promise<Ending<Result>> {
  let ending: Ending<Result> = 'pending';
  work.then(
    (result) => (ending = { result }),
    (error: unknown) => (ending = { error }),
  );
  await vi.advanceTimersByTimeAsync(passMs);
  return ending;
}
