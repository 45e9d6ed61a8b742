import { layoutTable } from '../terminal/layout-table.js';
import { harmless, type Terminal } from '../terminal/terminal.js';

/** What `/status` says of a route or a store. */
export interface Standing {
  readonly state: string;
  readonly provenAt?: string;
  readonly provenBy?: string;
  readonly latencyMs?: number;
  readonly failedAt?: string;
  readonly failure?: string;
  readonly reason?: string;
  readonly breaker?: string;
}

/** The answer of `/status`, as far as it is shown. */
export interface StatusDocument {
  readonly version: string;
  readonly attachment: string;
  readonly requestsInFlight: number;
  readonly routes: Readonly<Record<string, Standing>>;
  readonly stores: Readonly<Record<string, Standing>>;
}

const HEAD = ['', 'state', 'latency', 'proven', 'breaker', 'last failure'] as const;

/** The status for a person: a line for the process, then one for each route and store. */
export function renderStatus(status: StatusDocument, terminal: Pick<Terminal, 'paint'>): string {
  const { version, attachment, requestsInFlight, routes, stores } = status;
  const line = `gateway ${version}, attached to ${attachment}, ${requestsInFlight} requests in flight\n\n`;
  const rows = [...Object.entries(routes), ...Object.entries(stores)].map(rowOf);
  const table = layoutTable([HEAD, ...rows], [2]);
  return harmless(line + table).replaceAll(/(?<= )(up|down|unknown)(?= )/g, (state) =>
    terminal.paint(state === 'up' ? 'green' : 'red', state),
  );
}

function rowOf([name, standing]: readonly [string, Standing]): readonly string[] {
  const { state, latencyMs, provenAt = 'never', provenBy, breaker = '', failure, reason, failedAt } = standing;
  if (state === 'not-configured') return [name, state, '', '', '', ''];
  const proof = provenBy === undefined ? provenAt : `${provenAt} by ${provenBy}`;
  const last = failure ?? reason;
  const failed = last === undefined ? '' : `${last} at ${failedAt ?? 'some time'}`;
  return [name, state, latencyMs === undefined ? '' : `${latencyMs} ms`, proof, breaker, failed];
}
