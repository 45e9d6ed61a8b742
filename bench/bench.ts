/**
 * Measures the gateway next to a bare pass-through and a rival: all of them in turn, in short rounds, on a CPU of their
 * own. Prints one table; every single figure goes to `dist/bench/`. A failed request fails the run.
 *
 * Usage: `npm run bench [-- [--quick | --full] [--only latency,...] [--check | --write-baseline]]`, which builds first.
 */
import { describeMachine, leaveCpuToContestants, warnAbout } from './ground/machine.ts';
import { RequestsFailed } from './ground/load.ts';
import { ProcessEnded } from './ground/proc.ts';
import { measureGroups } from './measures/measure-groups.ts';
import { CannotMeasure, readPlan, type Plan } from './plan.ts';
import { guardedRatios, readBaseline, writeBaseline, type GuardedRatios } from './report/baseline.ts';
import { compareWith } from './report/find-regressions.ts';
import type { Quantity } from './report/quantity.ts';
import { isPassed, sayComparison } from './report/say-comparison.ts';
import { toMarkdown } from './report/to-markdown.ts';
import { writeResults } from './report/write-results.ts';

/** Beside the table, which is all that goes to stdout. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What was started is ended first; who cannot wait asks twice. */
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new CannotMeasure('Interrupted.')));
}

/** What its message says all about. */
const EXPLAINED = [CannotMeasure, RequestsFailed, ProcessEnded];

try {
  await run(readPlan(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error) || !EXPLAINED.some((kind) => error instanceof kind)) throw error;
  say(error.message);
  process.exitCode = 1;
}

async function run(plan: Plan): Promise<void> {
  // Before all else: a run is not to be lost for want of something to compare it with.
  const before = plan.isChecked ? readBaseline(plan.pace) : undefined;
  const machine = describeMachine();
  leaveCpuToContestants(machine);
  const warning = warnAbout(machine);
  if (warning !== undefined) say(warning);
  const measuredAt = new Date();
  const quantities = await measureGroups(plan, say, interrupted.signal);
  const file = writeResults({ measuredAt, machine, pace: plan.pace, quantities });
  const { node, cpus, cpu, loadBefore } = machine;
  process.stdout.write(
    [
      `Node ${node}, ${cpus} CPUs, ${cpu}, load before ${loadBefore.toFixed(2)}; a ${plan.pace} run.`,
      ...(warning === undefined ? [] : [warning]),
      'Medians of rounds, and their p10 - p90; "x" is a ratio to the bare pass-through of the same round.',
      '',
      toMarkdown(quantities),
      `Every round is in ${file}.\n`,
    ].join('\n'),
  );
  if (plan.writesBaseline) writeBaseline(plan.pace, guardedRatios(quantities));
  if (before) check(before, quantities);
}

function check(before: GuardedRatios, quantities: readonly Quantity[]): void {
  const comparison = compareWith(before, guardedRatios(quantities));
  process.stdout.write(`\n${sayComparison(comparison)}`);
  if (!isPassed(comparison)) process.exitCode = 1;
}
