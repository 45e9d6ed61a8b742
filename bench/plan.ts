import { parseArgs } from 'node:util';

/** What can be measured, in the order of the table. */
export const GROUPS = ['latency', 'throughput', 'streamed', 'memory', 'growth', 'lambda', 'cold'] as const;

export type Group = (typeof GROUPS)[number];

/** How long everything takes: `quick` for a look, `full` for what takes its time to set up. */
export type Pace = 'quick' | 'usual' | 'full';

/** What there is no time for unless it is named. */
const NOT_QUICK: ReadonlySet<Group> = new Set(['growth', 'lambda']);

/** What a run is to do. */
export interface Plan {
  readonly pace: Pace;
  readonly groups: ReadonlySet<Group>;
  /** Compare with the baseline, and fail on a regression. */
  readonly isChecked: boolean;
  readonly writesBaseline: boolean;
}

/** A run cannot be made as it was asked for, or where it was asked for; the message tells the user what to do. */
export class CannotMeasure extends Error {
  override readonly name = 'CannotMeasure';
}

export const USAGE = `Usage: npm run bench [-- [--quick | --full] [--only ${GROUPS.join(',')}] [--check | --write-baseline]]`;

/**
 * Reads the command line of `npm run bench`.
 *
 * @throws CannotMeasure with {@link USAGE}, if there is anything in it that is not known.
 */
export function readPlan(args: readonly string[]): Plan {
  const { quick, full, only, check, 'write-baseline': writesBaseline } = parse(args);
  if (quick && full) throw new CannotMeasure(`--quick and --full exclude each other.\n${USAGE}`);
  if (check && writesBaseline) throw new CannotMeasure(`--check and --write-baseline exclude each other.\n${USAGE}`);
  const pace = quick ? 'quick' : full ? 'full' : 'usual';
  return {
    pace,
    groups: only === undefined ? allOf(pace) : groupsOf(only),
    isChecked: check,
    writesBaseline,
  };
}

function parse(args: readonly string[]) {
  const flag = { type: 'boolean', default: false } as const;
  const options = { quick: flag, full: flag, check: flag, 'write-baseline': flag, only: { type: 'string' } } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new CannotMeasure(`${error instanceof Error ? error.message : ''}\n${USAGE}`, { cause: error });
  }
}

function allOf(pace: Pace): ReadonlySet<Group> {
  return new Set(GROUPS.filter((group) => pace !== 'quick' || !NOT_QUICK.has(group)));
}

function groupsOf(names: string): ReadonlySet<Group> {
  const wanted = names.split(',');
  const known = GROUPS.filter((group) => wanted.includes(group));
  const unknown = wanted.filter((name) => !GROUPS.some((group) => group === name));
  if (unknown.length > 0) throw new CannotMeasure(`Nothing is called ${unknown.join(', ')}.\n${USAGE}`);
  return new Set(known);
}
