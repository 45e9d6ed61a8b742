import type { TrafficSetting } from '@app/routing';
import { CtlError } from '../ctl.error.js';
import type { Exit } from '../exit-codes.js';
import { confirm } from '../terminal/confirm.js';
import type { Run } from '../verb.js';
import { OperatorSetting } from './operator-setting.js';
import { renderWeights } from './render-traffic.js';
import { nameOf, type ChangeOptions } from './shift-traffic.js';

/** `ctl traffic rollback`: at once, to what was in force before the last change. Asks no gateway: it may be the trouble. */
export async function rollBackTraffic(run: Run<ChangeOptions>): Promise<Exit> {
  const { options, around, terminal, print } = run;
  using stored = OperatorSetting.open(around.env);
  const replaces = await stored.read();
  const previous = replaces?.previous;
  if (replaces === undefined || previous === undefined) {
    throw new CtlError('failed', 'Nothing was shifted: there is nothing to go back to', 'ctl traffic show');
  }
  const way = `${renderWeights(replaces)} -> ${renderWeights(previous)}`;
  if (options.dryRun === true) {
    const plan = { event: 'dry-run', from: replaces.weights, to: previous.weights };
    await print(plan, `${way}\nnothing is changed (--dry-run)\n`);
    return 'done';
  }
  if (options.yes !== true && !(await confirm(terminal, `Roll back ${way}?`, around.interrupted))) {
    throw new CtlError('failed', 'Nothing is changed');
  }
  const setting = await stored.write(swapped(replaces, previous, run), replaces);
  await print(
    { event: 'rolled-back', setting },
    `${renderWeights(setting)} is in force (version ${setting.version})\n`,
  );
  return 'done';
}

/** What is left becomes what to go back to: a second rollback undoes the first. */
function swapped(
  { order, weights }: TrafficSetting,
  previous: NonNullable<TrafficSetting['previous']>,
  run: Run<ChangeOptions>,
): Omit<TrafficSetting, 'version'> {
  const changedAt = new Date(run.around.nowEpochMs()).toISOString();
  return { ...previous, changedAt, changedBy: nameOf(run), previous: { order, weights } };
}
