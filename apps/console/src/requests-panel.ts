import { ask } from './ask.js';
import { byId, setText } from './elements.js';
import { fieldsOf, listOf, textOf } from './fields.js';
import { formatCount } from './format.js';
import { matchesFilter, type RequestFilter } from './request-filter.js';
import { readRequest, type RequestRow } from './request-row.js';
import { RequestTable } from './request-table.js';
import { Ring } from './ring.js';

/** Requests that the page remembers, for filters, charts and errors. */
const MOST_REMEMBERED = 1_000;

const NOTES = {
  refused: 'Older requests were not read: the token is not taken any more.',
  forbidden: 'Older requests need a token with the permission audit:read.',
  failed: 'Older requests cannot be read now.',
} as const;

/** The feed of requests: what has come, which of it is shown, and what is older. */
export class RequestsPanel {
  private readonly ring = new Ring<RequestRow>(MOST_REMEMBERED);
  private readonly known = new Set<string>();
  private readonly table: RequestTable;
  private readonly form = byId('filters', HTMLFormElement);
  private readonly pause = byId('pause', HTMLButtonElement);
  private heldBack = 0;
  private cursor: string | undefined;

  constructor(open: (row: RequestRow) => void) {
    this.table = new RequestTable(byId('request-rows', HTMLTableSectionElement), open);
    this.form.addEventListener('input', () => this.refresh());
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.pause.addEventListener('click', () => this.setPaused(!this.isPaused));
  }

  /** All that is remembered, newest first. */
  get rows(): readonly RequestRow[] {
    return this.ring.all;
  }

  /** Takes in one that has just ended. */
  add(row: RequestRow): void {
    if (this.known.has(row.requestId)) return;
    this.remember(row);
    this.ring.add(row);
    if (this.isPaused) this.showHeldBack((this.heldBack += 1));
    else if (matchesFilter(row, this.filter)) this.table.prepend(row);
    this.count();
  }

  /** Reads the next page of what is older than all that is shown, from the audit. */
  async readOlder(token: string): Promise<void> {
    const answer = await ask(this.olderPath(), token);
    if (answer.kind !== 'ok') return setText(byId('older-note', HTMLElement), NOTES[answer.kind]);
    const fields = fieldsOf(answer.value);
    this.cursor = textOf(fields, 'nextCursor');
    const rows = listOf(fields, 'requests')
      .map(readRequest)
      .filter((row) => row !== undefined);
    const older = rows.filter(({ requestId }) => !this.known.has(requestId));
    for (const row of older) this.remember(row);
    this.ring.merge(older, (one, other) => other.timestamp.localeCompare(one.timestamp));
    const more = this.cursor === undefined ? 'That is all of the last 24 hours.' : '';
    setText(byId('older-note', HTMLElement), `${formatCount(older.length)} older requests were read. ${more}`);
    this.refresh();
  }

  private olderPath(): string {
    const cursor = this.cursor === undefined ? '' : `&cursor=${encodeURIComponent(this.cursor)}`;
    return `v1/audit/requests?limit=50${cursor}`;
  }

  private get isPaused(): boolean {
    return this.pause.getAttribute('aria-pressed') === 'true';
  }

  private get filter(): RequestFilter {
    const asked = new FormData(this.form);
    const text = (name: string): string => {
      const value = asked.get(name);
      return typeof value === 'string' ? value : '';
    };
    const [route, outcome, model, caller] = [text('route'), text('outcome'), text('model'), text('caller')];
    return { route, outcome, model, caller, dataClass: text('class'), modelsOnly: asked.has('models-only') };
  }

  private setPaused(isPaused: boolean): void {
    this.pause.setAttribute('aria-pressed', String(isPaused));
    this.showHeldBack((this.heldBack = 0));
    if (!isPaused) this.refresh();
  }

  private showHeldBack(count: number): void {
    setText(byId('held-back', HTMLElement), count === 0 ? '' : `${formatCount(count)} held back`);
  }

  private refresh(): void {
    const { filter } = this;
    this.table.replace(this.rows.filter((row) => matchesFilter(row, filter)));
    this.count();
  }

  private count(): void {
    const { filter } = this;
    const matching = this.rows.filter((row) => matchesFilter(row, filter)).length;
    setText(byId('request-count', HTMLElement), `${formatCount(matching)} of ${formatCount(this.rows.length)} match`);
  }

  /** Bounded as the rows are: ids of those that are long gone come only by another page of the audit. */
  private remember({ requestId }: RequestRow): void {
    this.known.add(requestId);
    const [oldest] = this.known;
    if (oldest !== undefined && this.known.size > 2 * MOST_REMEMBERED) this.known.delete(oldest);
  }
}
