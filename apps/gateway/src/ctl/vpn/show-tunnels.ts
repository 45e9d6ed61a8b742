import type { Exit } from '../exit-codes.js';
import { layoutTable } from '../terminal/layout-table.js';
import { harmless } from '../terminal/terminal.js';
import type { Run } from '../verb.js';
import { readConnections } from './read-connections.js';
import { readDocument } from './read-document.js';
import type { VpnConnection } from './vpn-connection.js';

/** `ctl vpn status`: `failed` unless every tunnel is up; with one of two down, nothing is left for the next failure. */
export async function showTunnels(run: Run<object>): Promise<Exit> {
  const connections = readConnections(await readDocument(run));
  const document = connections.map(({ id, state, states }) => ({ connection: id, state, tunnels: states }));
  await run.print({ connections: document }, render(connections));
  const isUp =
    connections.length > 0 && connections.every(({ state, states }) => state === 'available' && areUp(states));
  return isUp ? 'done' : 'failed';
}

const areUp = (states: VpnConnection['states']): boolean =>
  states.length === 2 && states.every(({ state }) => state === 'up');

function render(connections: readonly VpnConnection[]): string {
  const rows = connections.flatMap(({ id, state, states }) =>
    states.map(({ outsideAddress, state: tunnel, since = '', message = '' }) => [
      id,
      state,
      outsideAddress,
      tunnel,
      since,
      message,
    ]),
  );
  const words = connections.filter(({ states }) => !areUp(states)).map(wordsFor);
  const table = layoutTable([['connection', 'state', 'tunnel', '', 'since', 'AWS says'], ...rows]);
  return harmless([table, ...words].join(''));
}

function wordsFor({ id, states }: VpnConnection): string {
  const count = states.filter(({ state }) => state === 'up').length;
  const means =
    count === 0 ? 'no way through this connection' : 'traffic goes on, and nothing is left for the next failure';
  return `${id}: ${count} of ${states.length} tunnels are up: ${means} (docs/operations.md#tunnel-down)\n`;
}
