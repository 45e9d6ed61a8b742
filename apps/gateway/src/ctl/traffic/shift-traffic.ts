import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Route, TrafficSetting, TrafficSplit } from '@app/routing';
import { CtlError } from '../ctl.error.js';
import type { Exit } from '../exit-codes.js';
import { confirm } from '../terminal/confirm.js';
import type { Run } from '../verb.js';
import { OperatorSetting, UNTOUCHED } from './operator-setting.js';
import { isSameSplit, planSteps } from './plan-steps.js';
import { renderWeights } from './render-traffic.js';
import { RouteWatch } from './route-watch.js';
import { tellWalk } from './tell-walk.js';
import { readTrafficInForce } from './traffic-in-force.js';
import { walkSteps } from './walk-steps.js';

/** Options of every command that changes the split. */
export interface ChangeOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly by?: string;
}

/** Options of `traffic shift`. */
export interface ShiftOptions extends ChangeOptions {
  readonly to: TrafficSplit;
  readonly steps: readonly number[];
  readonly atOnce?: boolean;
  readonly hold: number;
  readonly maxErrorRate: number;
  /** False: nobody looks. */
  readonly watch: boolean;
}

/** `ctl traffic shift`. */
export async function shiftTraffic(run: Run<ShiftOptions>): Promise<Exit> {
  const { options, around, print } = run;
  using stored = OperatorSetting.open(around.env);
  const replaces = await stored.read();
  const from = replaces ?? (await configured(run));
  const steps = planSteps(from, options.to, options.atOnce === true ? [100] : options.steps);
  if (isSameSplit(from, options.to) || steps.length === 0) {
    await print({ event: 'unchanged', weights: from.weights }, `${renderWeights(from)} is in force already\n`);
    return 'done';
  }
  const gaining = options.to.weights.vpn > from.weights.vpn ? 'vpn' : 'internet';
  const watch = options.watch ? new RouteWatch(run.gateway) : undefined;
  await watch?.requireUp(gaining);
  if (options.dryRun === true) return showPlan(run, from, steps);
  if (options.yes !== true && !(await confirm(run.terminal, questionOf(from, steps), around.interrupted))) {
    throw new CtlError('failed', 'Nothing is changed');
  }
  // Not before its end is the store closed.
  return await walk(run, { stored, replaces, from, steps, gaining, watch });
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pauseFor(milliseconds, undefined, { signal });

interface Way {
  readonly stored: OperatorSetting;
  readonly replaces: TrafficSetting | undefined;
  readonly from: TrafficSplit;
  readonly steps: readonly TrafficSplit[];
  readonly gaining: Route;
  readonly watch: RouteWatch | undefined;
}

async function walk(run: Run<ShiftOptions>, { steps, replaces, ...way }: Way): Promise<Exit> {
  const { options, around, terminal } = run;
  const teller = tellWalk(run);
  const { interrupted, nowEpochMs } = around;
  const { hold: holdMs, maxErrorRate } = options;
  const changedBy = nameOf(run);
  try {
    const facts = { ...way, holdMs, maxErrorRate, changedBy, nowEpochMs, interrupted, pause, tell: teller.tell };
    const isDone = await walkSteps(steps, facts, replaces);
    if (!isDone) return 'failed';
    await run.print({ event: 'done', weights: options.to.weights }, `done: ${renderWeights(options.to)}\n`);
    return 'done';
  } catch (error) {
    terminal.repaint('');
    if (!interrupted.aborted || (error instanceof CtlError && error.exit !== 'no-gateway')) throw error;
    const last = teller.lastSetting();
    const state = last === undefined ? 'nothing is changed' : `${renderWeights(last)} stays in force`;
    terminal.say(`interrupted: ${state}; the same again goes on, ctl traffic rollback goes back`);
    return 'interrupted';
  }
}

/** What is in force where nothing is stored: as the gateway says, if one does. */
async function configured({ gateway, options }: Run<ShiftOptions>): Promise<TrafficSplit> {
  if (!options.watch) return UNTOUCHED;
  const inForce = await readTrafficInForce(gateway);
  if (inForce !== undefined) return inForce;
  const message = 'The gateway takes no split from anywhere: its GATEWAY_TRAFFIC_TABLE is not set';
  throw new CtlError('failed', message, 'docs/configuration.md');
}

async function showPlan(
  { options, print }: Run<ShiftOptions>,
  from: TrafficSplit,
  steps: readonly TrafficSplit[],
): Promise<Exit> {
  const plan = {
    event: 'dry-run',
    from: from.weights,
    steps: steps.map(({ weights }) => weights),
    holdMs: options.hold,
  };
  const lines = steps.map((step, index) => `  ${index + 1}. ${renderWeights(step)}\n`).join('');
  await print(
    plan,
    `from ${renderWeights(from)}, each for ${options.hold / 1_000} s:\n${lines}nothing is changed (--dry-run)\n`,
  );
  return 'done';
}

function questionOf(from: TrafficSplit, steps: readonly TrafficSplit[]): string {
  return `Shift traffic of auto from ${[from, ...steps].map(renderWeights).join(' -> ')}?`;
}

/** Who is on record for a change. The trail of the account knows it better; this is for colleagues. */
export function nameOf({ options, around: { env } }: Run<ChangeOptions>): string {
  const name = options.by ?? env['USER'] ?? env['LOGNAME'] ?? '';
  return /^[\x20-\x7e]{1,256}$/.test(name) ? name : 'an operator';
}
