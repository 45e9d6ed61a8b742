import { afterAll, beforeAll } from 'vitest';
import { Callers } from './callers.js';
import { startLab, type Lab } from './lab.js';

/** A lab that all tests of a block share, in their order. */
export interface SharedLab {
  readonly lab: Lab;
  readonly callers: Callers;
}

const START_TIMEOUT_MS = 60_000;

/** Starts a lab before the first test of the block that calls this, and leaves nothing of it behind after the last. */
export function shareLab(): SharedLab {
  let started: SharedLab | undefined;
  const get = (): SharedLab => {
    if (started === undefined) throw new Error('The lab is not there yet');
    return started;
  };
  beforeAll(async () => {
    const lab = await startLab();
    started = { lab, callers: new Callers(lab) };
  }, START_TIMEOUT_MS);
  afterAll(() => started?.lab[Symbol.asyncDispose](), START_TIMEOUT_MS);
  return {
    get lab() {
      return get().lab;
    },
    get callers() {
      return get().callers;
    },
  };
}
