import { ask } from './ask.js';
import { byId, element, setText, tableRow } from './elements.js';
import { formatCount, formatUsd } from './format.js';
import { usageByModel, type ModelUsage } from './usage-by-model.js';

/** Each question is on record: so often at most, and only when there is something new. */
const AGAIN_AFTER_MS = 30_000;

/** Shows what models were used for today. */
export class UsagePanel {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly token: () => string | undefined) {}

  /** Has it brought up to date soon, however often that is asked for meanwhile. */
  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.show();
    }, AGAIN_AFTER_MS);
  }

  /** Brings it up to date now. Never rejects. */
  async show(): Promise<void> {
    const token = this.token();
    if (token === undefined) return;
    const answer = await ask('v1/usage', token);
    if (answer.kind === 'ok') showRows(usageByModel(answer.value));
    else setText(byId('usage-note', HTMLElement), NOTES[answer.kind]);
  }
}

const NOTES = {
  refused: 'Not brought up to date: the token is not taken any more.',
  forbidden: 'This part needs a token with the permission audit:read.',
  failed: 'Usage cannot be read now.',
} as const;

function showRows(models: readonly ModelUsage[]): void {
  setText(byId('usage-note', HTMLElement), models.length === 0 ? 'No model was used today.' : '');
  byId('usage-rows', HTMLElement).replaceChildren(...models.map(rowOf));
  byId('usage-table', HTMLElement).hidden = models.length === 0;
}

function rowOf(usage: ModelUsage): HTMLTableRowElement {
  const { model, requests, errors, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  const counts = [requests, errors, inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens].map(formatCount);
  const row = tableRow([model, ...counts]);
  const cost = usage.estimatedCostUsd;
  row.append(element('td', { text: cost === undefined ? 'no price set' : formatUsd(cost) }));
  return row;
}
