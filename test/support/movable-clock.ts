import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

/** A clock that can be moved, and goes on ticking from there. */
export interface MovableClock extends Disposable {
  advance(milliseconds: number): void;
}

/** How far the clock has been moved, for other processes to read; undefined while nobody moves it. */
let offsetFile: string | undefined;

/**
 * Takes over `Date.now` for whatever starts after this: parts that hold on to the function get this one, too, and so do
 * the processes of functions that are deployed from here.
 */
export function moveClock(): MovableClock {
  const now = Date.now.bind(Date);
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'offset-ms');
  let offsetMs = 0;
  const advance = (milliseconds: number): void => {
    offsetMs += milliseconds;
    writeFileSync(file, String(offsetMs));
  };
  advance(0);
  offsetFile = file;
  const spy = vi.spyOn(Date, 'now').mockImplementation(() => now() + offsetMs);
  return {
    advance,
    [Symbol.dispose]: () => {
      spy.mockRestore();
      offsetFile = undefined;
      rmSync(folder, { recursive: true });
    },
  };
}

/** Where the clock stands that somebody moves now. */
export function movedClockFile(): string | undefined {
  return offsetFile;
}
