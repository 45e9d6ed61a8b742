import { createReadStream } from 'node:fs';
import { DynamoDbAuditSink } from '@app/audit';
import { loadReplayConfig } from './config/gateway-config.js';
import { toAuditOptions } from './config/to-lib-options.js';
import { openReplayUsage } from './replay/replay-usage.js';
import { runReplayCommand } from './replay/run-replay-command.js';

/** Entry of `node apps/gateway/dist/audit-replay.js FILE`: puts spilled audit records back. `--help` says how. */
process.exitCode = await runReplayCommand(process.argv.slice(2), {
  loadConfig: loadReplayConfig,
  openSink: (config) => new DynamoDbAuditSink(toAuditOptions(config)),
  openUsage: openReplayUsage,
  openLog: (path) => (path === '-' ? process.stdin : createReadStream(path)),
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
});
