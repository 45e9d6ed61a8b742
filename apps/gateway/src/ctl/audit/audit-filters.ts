import type { AuditOutcome } from '@app/audit';
import { Option, type Command } from 'commander';
import { readMoment } from './read-moment.js';

/** What records are asked for. */
export interface AuditFilters {
  readonly from?: string;
  readonly to?: string;
  readonly caller?: string;
  readonly tenant?: string;
  readonly model?: string;
  readonly route?: string;
  readonly class?: string;
  readonly outcome?: string;
  readonly operation?: string;
}

/** Source: `AuditOutcome` of @app/audit. */
const OUTCOMES: readonly AuditOutcome[] = ['started', 'complete', 'partial', 'client-gone', 'failed', 'refused'];

const NAMES = ['from', 'to', 'caller', 'tenant', 'model', 'route', 'class', 'outcome', 'operation'] as const;

/** Adds the filters of the audit to a verb. */
export function withAuditFilters(command: Command, nowEpochMs: () => number): Command {
  return command
    .option(
      '--from <time>',
      'since then, e.g. 2026-01-31T12:00:00Z or 6h; default: 24h',
      readMoment('--from', nowEpochMs),
    )
    .option('--to <time>', 'until then; default: now', readMoment('--to', nowEpochMs))
    .option('--caller <name>', 'of this subject')
    .option('--tenant <name>', 'of this tenant')
    .option('--model <id>', 'of this model')
    .addOption(new Option('--route <route>', 'answered by this route').choices(['internet', 'vpn']))
    .option('--class <name>', 'of this class of data')
    .addOption(new Option('--outcome <word>', 'that ended so').choices(OUTCOMES))
    .option('--operation <name>', 'of this operation, e.g. converse');
}

/** The filters as a query string, with what else belongs there. */
export function toQuery(filters: AuditFilters, more: Readonly<Record<string, string | undefined>> = {}): string {
  const chosen = NAMES.map((name) => [name, filters[name]] as const);
  const set = [...chosen, ...Object.entries(more)].filter((entry): entry is [string, string] => entry[1] !== undefined);
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`;
}
