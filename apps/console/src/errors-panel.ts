import { byId, tableRow } from './elements.js';
import { countErrors, isError } from './error-counts.js';
import { formatCount } from './format.js';
import type { RequestRow } from './request-row.js';

/** Shows what did not end well, by kind. */
export function showErrors(rows: readonly RequestRow[]): void {
  const failed = rows.filter(isError).length;
  byId('errors-summary', HTMLElement).textContent =
    `${formatCount(failed)} of the last ${formatCount(rows.length)} requests did not end well.`;
  const counts = countErrors(rows).map(({ kind, count, routes }) =>
    tableRow([kind, formatCount(count), routes.join(', ')]),
  );
  byId('errors-rows', HTMLElement).replaceChildren(...counts);
  byId('errors-table', HTMLElement).hidden = counts.length === 0;
}
