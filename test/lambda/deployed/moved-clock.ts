import { fileURLToPath } from 'node:url';
import { movedClockFile } from '../../support/movable-clock.js';

const PRELOAD = fileURLToPath(new URL('moved-clock.cjs', import.meta.url));

/** What has a function's process go by the clock that a test moves; nothing where none does. */
export function movedClockEnvironment(nodeOptions = ''): Readonly<Record<string, string>> {
  const file = movedClockFile();
  return file === undefined ? {} : { NODE_OPTIONS: `${nodeOptions} --require ${PRELOAD}`, TEST_CLOCK_FILE: file };
}
