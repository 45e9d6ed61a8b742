import { ask } from './ask.js';
import { byId, element, setText } from './elements.js';
import { formatCount, formatDuration, formatTimeOfDay, NOTHING } from './format.js';
import { readRequest, type RequestRow } from './request-row.js';
import { placeAttempts, type PlacedAttempt } from './timeline.js';

const NOTES = {
  refused: 'The token is not taken any more: this is what the live feed told.',
  forbidden: 'This is what the live feed told. The whole record needs a token with the permission audit:read.',
  failed: 'The record cannot be read now: this is what the live feed told.',
} as const;

/** Opens one request up: with what is known at once, then with what is on record. */
export async function openRequest(row: RequestRow, token: string | undefined): Promise<void> {
  show(row, undefined);
  byId('request', HTMLDialogElement).showModal();
  if (token === undefined) return;
  setText(byId('request-note', HTMLElement), 'Reading the record …');
  const answer = await ask(`v1/audit/requests/${encodeURIComponent(row.requestId)}`, token);
  // Meanwhile another one may have been opened.
  if (byId('request-id', HTMLElement).textContent !== row.requestId) return;
  if (answer.kind === 'ok') show(readRequest(answer.value) ?? row, 'As it is on record.');
  else setText(byId('request-note', HTMLElement), NOTES[answer.kind]);
}

/** Has the dialog close by its button; the Escape key is the browser's own. */
export function startRequestDialog(): void {
  const dialog = byId('request', HTMLDialogElement);
  byId('request-close', HTMLButtonElement).addEventListener('click', () => dialog.close());
}

function show(row: RequestRow, note = ''): void {
  setText(byId('request-note', HTMLElement), note);
  setText(byId('request-id', HTMLElement), row.requestId);
  byId('request-facts', HTMLElement).replaceChildren(
    ...factsOf(row).flatMap(([name, text]) => [element('dt', { text: name }), element('dd', { text })]),
  );
  const placed = placeAttempts(row.attempts, row.timestamp, row.latencyMs);
  setText(byId('request-attempts-note', HTMLElement), placed.length === 0 ? 'Nothing was sent to any route.' : '');
  byId('request-attempts', HTMLElement).replaceChildren(...placed.map(attemptItem));
}

function factsOf(row: RequestRow): readonly (readonly [string, string])[] {
  const status = row.statusCode === undefined ? '' : ` (${row.statusCode})`;
  return [
    ['Time (UTC)', `${row.timestamp.slice(0, 10)} ${formatTimeOfDay(row.timestamp)}`],
    ['Outcome', `${row.outcome}${status}`],
    ['Error', row.errorType ?? NOTHING],
    ['Caller', row.caller],
    ['Tenant', row.tenant ?? NOTHING],
    ['Operation', row.operation],
    ['Model', row.model ?? NOTHING],
    ['Data class', row.dataClass ?? NOTHING],
    ['Route asked for', row.requestedRoute ?? NOTHING],
    ['Route that answered', row.route ?? NOTHING],
    ['Whole time', formatDuration(row.latencyMs)],
    ['First byte after', formatDuration(row.firstByteMs)],
    ['Tokens in and out', `${formatCount(row.inputTokens)} / ${formatCount(row.outputTokens)}`],
  ];
}

/** What the bar shows stands in words beside it. */
function attemptItem(attempt: PlacedAttempt): HTMLLIElement {
  const { route, transport, outcome, afterMs, durationMs, startPercent, widthPercent } = attempt;
  const words = `${route} (${transport}): ${outcome}, began after ${formatDuration(afterMs)}, took ${formatDuration(durationMs)}`;
  const bar = element('span', { class: outcome === 'ok' ? 'bar ok' : 'bar bad' });
  bar.style.marginInlineStart = `${startPercent}%`;
  bar.style.inlineSize = `${widthPercent}%`;
  const track = element('span', { class: 'track', attributes: { 'aria-hidden': 'true' }, children: [bar] });
  return element('li', { children: [element('span', { text: words }), track] });
}
