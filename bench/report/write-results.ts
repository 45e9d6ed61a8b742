import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Machine } from '../ground/machine.ts';
import type { Plan } from '../plan.ts';
import type { Quantity } from './quantity.ts';

const RESULTS = new URL('../../dist/bench/', import.meta.url);

/** Everything that a run has found, round by round. */
export interface Results {
  readonly measuredAt: Date;
  readonly machine: Machine;
  readonly pace: Plan['pace'];
  readonly quantities: readonly Quantity[];
}

/** Writes a run to a file of its own. @returns where that is */
export function writeResults({ measuredAt, ...others }: Results): string {
  mkdirSync(RESULTS, { recursive: true });
  const name = `${measuredAt.toISOString().replaceAll(':', '-')}.json`;
  const file = fileURLToPath(new URL(name, RESULTS));
  writeFileSync(file, `${JSON.stringify({ measuredAt, ...others }, null, 2)}\n`);
  return file;
}
