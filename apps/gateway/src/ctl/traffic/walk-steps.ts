import type { Route, TrafficSetting, TrafficSplit } from '@app/routing';
import { CtlError } from '../ctl.error.js';
import { isExceeded, type Figures } from './count-attempts.js';
import type { OperatorSetting } from './operator-setting.js';
import { renderWeights } from './render-traffic.js';
import type { RouteWatch } from './route-watch.js';

/** What happens on the way, in the order in which it does. */
export type WalkEvent =
  | { readonly event: 'step'; readonly step: number; readonly of: number; readonly setting: TrafficSetting }
  | { readonly event: 'seen'; readonly heldMs: number; readonly figures: Figures }
  | { readonly event: 'unseen'; readonly heldMs: number; readonly why: string }
  | {
      readonly event: 'rolled-back';
      readonly route: Route;
      readonly figures: Figures;
      readonly setting: TrafficSetting;
    };

/** How a way is walked. */
export interface Walk {
  readonly stored: Pick<OperatorSetting, 'write' | 'require'>;
  /** Undefined: nobody looks. */
  readonly watch: Pick<RouteWatch, 'since'> | undefined;
  /** The route that gets more: the one that is looked at. */
  readonly gaining: Route;
  /** What was in force before, and is again where too much fails. */
  readonly from: TrafficSplit;
  readonly holdMs: number;
  readonly maxErrorRate: number;
  readonly changedBy: string;
  readonly nowEpochMs: () => number;
  readonly interrupted: AbortSignal;
  /** Resolves after so many milliseconds; rejects when the signal fires. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly tell: (event: WalkEvent) => Promise<void>;
}

const LOOK_EVERY_MS = 5_000;

/**
 * Puts one split after the other in force, holds each for a while and looks at the route that gains; goes back to the
 * first by itself where too much of it fails. An interruption leaves the last step in force.
 *
 * @param replaces what was stored before the first step.
 * @returns whether the aim is in force; else what was before is again.
 * @throws {CtlError} `busy` where somebody else changes the split on the way, `unfinished` where nothing can be seen any
 *   more; the reason of `interrupted`.
 */
export async function walkSteps(
  steps: readonly TrafficSplit[],
  walk: Walk,
  replaces: TrafficSetting | undefined,
): Promise<boolean> {
  let current = replaces;
  for (const [index, split] of steps.entries()) {
    walk.interrupted.throwIfAborted();
    current = await walk.stored.write(changeTo(split, walk.from, walk), current);
    await walk.tell({ event: 'step', step: index + 1, of: steps.length, setting: current });
    const figures = await hold(current, walk);
    if (figures === undefined) continue;
    const setting = await walk.stored.write(changeTo(walk.from, split, walk), current);
    await walk.tell({ event: 'rolled-back', route: walk.gaining, figures, setting });
    return false;
  }
  return true;
}

function changeTo(split: TrafficSplit, previous: TrafficSplit, walk: Walk): Omit<TrafficSetting, 'version'> {
  const { order, weights } = split;
  const { changedBy, nowEpochMs } = walk;
  const before = { order: previous.order, weights: previous.weights };
  return { order, weights, changedBy, changedAt: new Date(nowEpochMs()).toISOString(), previous: before };
}

/** Holds a step; gives the figures that are too bad to go on with, undefined where there are none. */
async function hold(current: TrafficSetting, walk: Walk): Promise<Figures | undefined> {
  const { holdMs, interrupted, nowEpochMs, pause } = walk;
  const sinceEpochMs = nowEpochMs();
  let heldMs = 0;
  for (;;) {
    const pauseMs = Math.min(LOOK_EVERY_MS, holdMs - heldMs);
    await pause(pauseMs, interrupted);
    heldMs += pauseMs;
    const figures = await look(walk, { sinceEpochMs, heldMs, current });
    if (figures !== undefined && isExceeded(figures[walk.gaining], walk.maxErrorRate)) return figures;
    if (heldMs >= holdMs) return undefined;
  }
}

/** What is known when a look is taken. */
interface Moment {
  readonly sinceEpochMs: number;
  readonly heldMs: number;
  readonly current: TrafficSetting;
}

/** A look that fails is made up for by the next one; without a last one, nobody goes on. */
async function look(walk: Walk, { sinceEpochMs, heldMs, current }: Moment): Promise<Figures | undefined> {
  const { stored, watch, tell, interrupted, holdMs } = walk;
  try {
    await stored.require(current);
    const figures = await watch?.since(sinceEpochMs);
    if (figures !== undefined) await tell({ event: 'seen', heldMs, figures });
    return figures;
  } catch (error) {
    interrupted.throwIfAborted();
    if (!(error instanceof CtlError) || error.exit === 'busy' || error.exit === 'output-closed') throw error;
    await tell({ event: 'unseen', heldMs, why: error.message });
    if (heldMs < holdMs) return undefined;
    const message = `Stopped at ${renderWeights(current)}, which stays in force: how the routes do cannot be seen`;
    throw new CtlError('unfinished', message, 'ctl doctor, then the same again, or ctl traffic rollback', error);
  }
}
