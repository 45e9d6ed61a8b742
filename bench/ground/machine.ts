import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { CannotMeasure } from '../plan.ts';

/** Where contestants run, each alone: the others do nothing while one is measured. */
export const CONTESTANTS_CPU = 0;

/** Where everything else runs. */
export const OTHERS_CPU = 1;

/** More than this before a run, and something else is at work. */
export const QUIET_LOAD = 0.5;

/** What a run ran on. */
export interface Machine {
  readonly node: string;
  readonly cpus: number;
  readonly cpu: string;
  /** Processes that wanted to run, on average of the minute before. */
  readonly loadBefore: number;
}

export function describeMachine(): Machine {
  const [{ model } = { model: 'unknown' }] = cpus();
  return { node: process.version, cpus: availableParallelism(), cpu: model, loadBefore: loadavg()[0] ?? Number.NaN };
}

/** Tells everybody that figures of this run are worth little; undefined if they are not. */
export function warnAbout({ loadBefore }: Machine): string | undefined {
  if (loadBefore <= QUIET_LOAD) return undefined;
  return (
    `WARNING: the machine was busy before (load ${loadBefore.toFixed(2)}, more than ${QUIET_LOAD}): ` +
    'only ratios say something, and their spread is wider than it has to be.'
  );
}

/**
 * Moves this process, and so all that it starts, away from the contestants.
 *
 * @throws CannotMeasure if there are less than two CPUs, no `/proc`, or no `taskset`
 */
export function leaveCpuToContestants(machine: Machine): void {
  if (!existsSync('/proc/self/schedstat')) {
    throw new CannotMeasure(
      'The CPU time and memory of processes come from /proc, and are not there: this takes Linux.',
    );
  }
  if (machine.cpus < 2) {
    throw new CannotMeasure('Two CPUs are needed: one for the gateway that is measured, one for what measures it.');
  }
  const { status } = spawnSync('taskset', ['-a', '-p', '-c', String(OTHERS_CPU), String(process.pid)]);
  if (status !== 0) {
    throw new CannotMeasure(
      `No process can be bound to a CPU: \`taskset\` of util-linux is missing, or may not use CPU ${OTHERS_CPU}.`,
    );
  }
}
