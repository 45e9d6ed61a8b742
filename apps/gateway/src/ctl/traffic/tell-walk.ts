import type { TrafficSetting } from '@app/routing';
import type { Run } from '../verb.js';
import { renderFigures, renderWeights } from './render-traffic.js';
import type { WalkEvent } from './walk-steps.js';

/** Tells a walk as it goes: one JSON document per event where that is wanted, else words. */
export interface WalkTeller {
  readonly tell: (event: WalkEvent) => Promise<void>;
  /** What was put in force last. */
  readonly lastSetting: () => TrafficSetting | undefined;
}

/** Figures are repainted on a terminal, and one line each elsewhere. */
export function tellWalk({ terminal, options, print }: Run<object>): WalkTeller {
  let last: TrafficSetting | undefined;
  const tell = async (event: WalkEvent): Promise<void> => {
    if ('setting' in event) last = event.setting;
    const words = wordsOf(event);
    const isPassing = event.event === 'seen' || event.event === 'unseen';
    if (!isPassing || options.json === true) {
      terminal.repaint('');
      return print(event, `${words}\n`);
    }
    if (terminal.isWatched) terminal.repaint(words);
    else terminal.say(words);
  };
  return { tell, lastSetting: () => last };
}

function wordsOf(event: WalkEvent): string {
  switch (event.event) {
    case 'step':
      return `${event.step}/${event.of} ${renderWeights(event.setting)} is in force (version ${event.setting.version})`;
    case 'seen':
      return `  after ${Math.round(event.heldMs / 1_000)} s: ${renderFigures(event.figures)}`;
    case 'unseen':
      return `  after ${Math.round(event.heldMs / 1_000)} s: cannot be seen: ${event.why}`;
    case 'rolled-back':
      return (
        `too much of route ${event.route} failed: ${renderFigures(event.figures)}\n` +
        `rolled back: ${renderWeights(event.setting)} is in force again (version ${event.setting.version})`
      );
  }
}
