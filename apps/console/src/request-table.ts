import { element } from './elements.js';
import { isError } from './error-counts.js';
import { formatDuration, formatTimeOfDay, NOTHING } from './format.js';
import type { RequestRow } from './request-row.js';

/** So many rows are in the page; more would make it slow, and nobody reads them. */
export const MOST_SHOWN = 200;

/** The table of requests: its rows, and how one gets about in them by keyboard. */
export class RequestTable {
  constructor(
    private readonly body: HTMLTableSectionElement,
    private readonly open: (row: RequestRow) => void,
  ) {
    body.addEventListener('keydown', (event) => moveFocus(event));
  }

  /** Puts one in front; the focus stays where it is. */
  prepend(row: RequestRow): void {
    this.body.prepend(this.rowOf(row));
    if (this.body.rows.length > MOST_SHOWN) this.body.rows[MOST_SHOWN]?.remove();
  }

  /** Shows these and no others, newest first. */
  replace(rows: readonly RequestRow[]): void {
    this.body.replaceChildren(...rows.slice(0, MOST_SHOWN).map((row) => this.rowOf(row)));
  }

  private rowOf(row: RequestRow): HTMLTableRowElement {
    const time = formatTimeOfDay(row.timestamp);
    const opener = element('button', { text: time, attributes: { type: 'button', 'aria-label': `Open ${time}` } });
    const header = element('th', { attributes: { scope: 'row' }, children: [opener] });
    const cells = cellsOf(row).map((text) => element('td', { text }));
    const made = element('tr', { class: isError(row) ? 'bad' : 'ok', children: [header, ...cells] });
    made.addEventListener('click', () => this.open(row));
    return made;
  }
}

function cellsOf(row: RequestRow): readonly string[] {
  const shape = isError(row) ? '■' : '●';
  return [
    `${shape} ${row.outcome}${row.statusCode === undefined ? '' : ` ${row.statusCode}`}`,
    row.route ?? row.attempts.at(-1)?.route ?? NOTHING,
    row.operation,
    row.model ?? NOTHING,
    row.tenant === undefined ? row.caller : `${row.caller} (${row.tenant})`,
    row.dataClass ?? NOTHING,
    formatDuration(row.latencyMs),
    formatDuration(row.firstByteMs),
  ];
}

/** Up and down lead from row to row, as in a list; Tab would take one key for each of two hundred. */
function moveFocus(event: KeyboardEvent): void {
  const row = event.target instanceof Element ? event.target.closest('tr') : null;
  const next = { ArrowDown: row?.nextElementSibling, ArrowUp: row?.previousElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  next.querySelector('button')?.focus();
}
