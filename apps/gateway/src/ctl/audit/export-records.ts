import { explainRefusal } from '../gateway/explain-refusal.js';
import { piecesOf } from '../gateway/read-answer.js';
import type { Run } from '../verb.js';
import { toQuery, type AuditFilters } from './audit-filters.js';

/** What is exported, and as what. */
export interface ExportOptions extends AuditFilters {
  readonly format: 'ndjson' | 'csv';
}

const HEAD_TIMEOUT_MS = 60_000;

/** Passes the export on as it comes, at the reader's pace: a file of any size needs no memory. */
export async function exportRecords({ gateway, options, terminal }: Run<ExportOptions>): Promise<void> {
  const { format } = options;
  const response = await gateway.send(`/v1/audit/export${toQuery(options, { format })}`, {
    timeoutMs: HEAD_TIMEOUT_MS,
  });
  if (!response.ok) throw await explainRefusal(response);
  let bytes = 0;
  for await (const piece of piecesOf(response)) {
    await terminal.write(piece);
    bytes += piece.length;
    terminal.repaint(`${bytes} bytes`);
  }
  terminal.repaint('');
}
