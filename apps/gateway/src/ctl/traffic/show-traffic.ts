import type { TrafficSetting } from '@app/routing';
import { CtlError } from '../ctl.error.js';
import { harmless } from '../terminal/terminal.js';
import type { Run } from '../verb.js';
import { OperatorSetting } from './operator-setting.js';
import { renderSetting, renderWeights } from './render-traffic.js';
import { readTrafficInForce, type TrafficInForce } from './traffic-in-force.js';

/** What is stored, and what the gateway that answers does. */
interface Shown {
  readonly stored?: TrafficSetting | 'nothing';
  readonly gateway?: TrafficInForce | 'no-table';
}

/** `ctl traffic show`: one of the two is enough; without either, it says why. */
export async function showTraffic({ around, gateway, terminal, print }: Run<object>): Promise<void> {
  const [stored, inForce] = await Promise.allSettled([readStored(around.env), readTrafficInForce(gateway)]);
  if (stored.status === 'rejected' && inForce.status === 'rejected') throw stored.reason;
  for (const { reason } of [stored, inForce].filter((end) => end.status === 'rejected')) {
    if (!(reason instanceof CtlError)) throw reason;
    terminal.say(`${terminal.paint('yellow', 'note:', 'words')} ${reason.message}`);
  }
  const shown: Shown = {
    ...(stored.status === 'fulfilled' && { stored: stored.value ?? 'nothing' }),
    ...(inForce.status === 'fulfilled' && { gateway: inForce.value ?? 'no-table' }),
  };
  await print(shown, harmless(render(shown)));
}

async function readStored(env: NodeJS.ProcessEnv): Promise<TrafficSetting | undefined> {
  using setting = OperatorSetting.open(env);
  return await setting.read();
}

function render({ stored, gateway }: Shown): string {
  const lines: string[] = [];
  if (stored === 'nothing') lines.push('stored:  nothing, so the configured order stands\n');
  else if (stored !== undefined)
    lines.push(`stored:  ${renderSetting(stored).replace('\n', '\n         ').trimEnd()}\n`);
  if (gateway === 'no-table') lines.push('gateway: the configured order, as its GATEWAY_TRAFFIC_TABLE is not set\n');
  else if (gateway !== undefined) lines.push(`gateway: ${renderInForce(gateway)}\n`);
  return lines.join('');
}

function renderInForce(inForce: TrafficInForce): string {
  const { source, version, readAt } = inForce;
  const which = source === 'stored' ? `version ${version ?? '?'}` : 'the configured order';
  return `${renderWeights(inForce)}  ${which}, read ${readAt === undefined ? 'never' : `at ${readAt}`}`;
}
