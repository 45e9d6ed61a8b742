import { afterAll, beforeAll } from 'vitest';
import type { RecordedSystem } from './begin-system.js';
import { captureOutput, type CapturedOutput } from './captured-output.js';
import { startSystem, type System, type SystemOptions } from './system.js';

/**
 * One system for all tests of a file or of a `describe`: it starts before the first and ends after the last, and what
 * it writes to its log is kept. To be called where hooks may be; the system is there once the tests run.
 */
export function shareSystem(options: SystemOptions = {}): RecordedSystem {
  let output: CapturedOutput | undefined;
  let system: System | undefined;
  beforeAll(async () => {
    output = captureOutput();
    system = await startSystem(options);
  });
  const end = async (): Promise<void> => {
    await system?.[Symbol.asyncDispose]();
    output?.[Symbol.dispose]();
  };
  afterAll(end);
  return {
    get url() {
      return started(system).url;
    },
    get sandbox() {
      return started(system).sandbox;
    },
    get app() {
      return started(system).app;
    },
    get output() {
      return started(output);
    },
    token: (grant) => started(system).token(grant),
    records: () => started(system).records(),
    recordsSoFar: () => started(system).recordsSoFar(),
    recordOf: (response) => started(system).recordOf(response),
    [Symbol.asyncDispose]: end,
  };
}

function started<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('The system starts with the tests');
  return part;
}
