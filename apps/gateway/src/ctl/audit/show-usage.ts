import { layoutTable } from '../terminal/layout-table.js';
import { harmless } from '../terminal/terminal.js';
import type { Run } from '../verb.js';

/** Which days, both included. */
export interface UsageOptions {
  readonly from?: string;
  readonly to?: string;
}

interface UsageRow {
  readonly day: string;
  readonly model: string;
  readonly tenant?: string;
  readonly route?: string;
  readonly requests: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly estimatedCostUsd?: number;
}

interface UsageDocument {
  readonly usage: readonly UsageRow[];
  readonly source: string;
}

const HEAD = ['day', 'model', 'tenant', 'route', 'requests', 'errors', 'in', 'out', 'cache read', 'cache write', 'USD (estimated)']; // prettier-ignore

/** Prints the usage of some days. */
export async function showUsage({ gateway, options, around, print }: Run<UsageOptions>): Promise<void> {
  const today = new Date(around.nowEpochMs()).toISOString().slice(0, 10);
  const { to = today } = options;
  const query = new URLSearchParams({ from: options.from ?? to, to });
  const document = await gateway.getJson<UsageDocument>(`/v1/usage?${query.toString()}`);
  await print(document, harmless(render(document)));
}

function render({ usage, source }: UsageDocument): string {
  const rows = usage.map((row) => [
    row.day,
    row.model,
    row.tenant ?? '',
    row.route ?? '',
    ...[row.requests, row.errors, row.inputTokens, row.outputTokens, row.cacheReadTokens, row.cacheWriteTokens].map(
      String,
    ),
    row.estimatedCostUsd?.toFixed(4) ?? 'no price',
  ]);
  return `${layoutTable([HEAD, ...rows], [4, 5, 6, 7, 8, 9, 10])}\nfrom the ${source}\n`;
}
