import { Option, type Command } from 'commander';
import { readWholeNumber } from '../read-option.js';
import { performing, verb, type VerbTools } from '../verb.js';
import { withAuditFilters } from './audit-filters.js';
import { exportRecords, type ExportOptions } from './export-records.js';
import { queryRecords, showRecord, type QueryOptions } from './query-records.js';
import { readDay } from './read-moment.js';
import { recountUsage, type RecountOptions } from './recount-usage.js';
import { replayRecords, type ReplayOptions } from './replay-records.js';
import { showUsage, type UsageOptions } from './show-usage.js';

/** `ctl audit`: who asked what, when, by which route, and what became of it. */
export function auditCommand(tools: VerbTools): Command {
  return verb({ name: 'audit', summary: 'who asked which model, by which route, and what became of it', examples: [] })
    .addCommand(queryCommand(tools))
    .addCommand(showCommand(tools))
    .addCommand(exportCommand(tools))
    .addCommand(usageCommand(tools))
    .addCommand(replayCommand(tools))
    .addCommand(recountCommand(tools));
}

function queryCommand(tools: VerbTools): Command {
  const facts = {
    name: 'query',
    summary: 'records that fit, the newest first',
    examples: [
      ['audit query --caller alice --from 6h', 'what alice asked in the last six hours'],
      ['audit query --route vpn --outcome failed --limit 500 --json', 'one record a line'],
    ],
  } as const;
  return withAuditFilters(verb(facts), tools.around.nowEpochMs)
    .option('--limit <n>', 'records at most', readWholeNumber('--limit', 1, 100_000), 50)
    .action(performing<QueryOptions>(tools, queryRecords));
}

function showCommand(tools: VerbTools): Command {
  return verb({
    name: 'show',
    summary: 'one record, with its attempts',
    examples: [['audit show 01a2073c-3bc9-75ce-8691-f68f7d047319', 'by the X-Request-ID of the answer']],
  })
    .argument('<id>', 'X-Request-ID of the answer')
    .action(performing<object>(tools, showRecord));
}

function exportCommand(tools: VerbTools): Command {
  const facts = {
    name: 'export',
    summary: 'every record that fits, as NDJSON or CSV, as it is read',
    examples: [
      ['audit export --from 2026-01-01 --to 2026-01-31 --format csv > january.csv', 'for a spreadsheet'],
      ['audit export --from 7d | gzip > week.ndjson.gz', 'for a program'],
    ],
  } as const;
  return withAuditFilters(verb(facts), tools.around.nowEpochMs)
    .addOption(new Option('--format <format>', 'of the output').choices(['ndjson', 'csv']).default('ndjson'))
    .action(performing<ExportOptions>(tools, exportRecords));
}

function usageCommand(tools: VerbTools): Command {
  const { nowEpochMs } = tools.around;
  return verb({
    name: 'usage',
    summary: 'requests, tokens and estimated cost by day, model, tenant and route',
    examples: [['audit usage --from 7d', 'the last week, today included']],
  })
    .option('--from <day>', 'first day, UTC; default: today', readDay('--from', nowEpochMs))
    .option('--to <day>', 'last day, UTC; default: today', readDay('--to', nowEpochMs))
    .action(performing<UsageOptions>(tools, showUsage));
}

function replayCommand(tools: VerbTools): Command {
  return verb({
    name: 'replay',
    summary: 'put records that went to the log instead of the table back into the table',
    examples: [
      ['audit replay spilled.log --dry-run', 'counts what is in the log'],
      ['audit replay - < spilled.log.gz', 'as often as you like: what is there is left as it is'],
    ],
  })
    .argument('<file>', 'lines of the log, or documents of CloudWatch with them; - is the input')
    .option('--dry-run', 'count them, and write nothing')
    .action(performing<ReplayOptions>(tools, replayRecords));
}

function recountCommand(tools: VerbTools): Command {
  return verb({
    name: 'recount',
    summary: 'count the usage of a day again, out of its records: after a table was down, or a replay',
    examples: [
      ['audit recount 2026-01-30', 'as often as you like: counters are only ever raised to what is on record'],
    ],
  })
    .argument('<day>', 'a day in UTC that was over an hour ago', readDay('DAY', tools.around.nowEpochMs))
    .option('--dry-run', 'say which day of which table, and change nothing')
    .action(performing<RecountOptions>(tools, recountUsage));
}
