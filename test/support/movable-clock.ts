import { vi } from 'vitest';

/** A clock that can be moved, and goes on ticking from there. */
export interface MovableClock extends Disposable {
  advance(milliseconds: number): void;
}

/** Takes over `Date.now` for whatever starts after this: parts that hold on to the function get this one, too. */
export function moveClock(): MovableClock {
  const now = Date.now.bind(Date);
  let offsetMs = 0;
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => now() + offsetMs);
  return {
    advance: (milliseconds) => {
      offsetMs += milliseconds;
    },
    [Symbol.dispose]: () => spy.mockRestore(),
  };
}
