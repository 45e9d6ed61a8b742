import { replayRecords, type AuditSink } from '@app/audit';
import type { ReplayUsage } from './replay-usage.js';
import { GatewayConfigError } from '../config/gateway-config.error.js';
import type { ReplayConfig } from '../config/gateway-config.js';
import { LogUnreadableError } from './log-unreadable.error.js';
import { readLines } from './read-lines.js';
import { ReplayArgumentError } from './replay-argument.error.js';
import { ReplayReporter } from './replay.reporter.js';

/** What the command touches. */
export interface ReplaySurroundings {
  readonly loadConfig: () => ReplayConfig;
  readonly openSink: (config: ReplayConfig) => AuditSink;
  /** What counts the use of models in the records that are put back; undefined where nothing is counted. */
  readonly openUsage: (config: ReplayConfig) => ReplayUsage | undefined;
  /** Opens a file, or the standard input for `-`. */
  readonly openLog: (path: string) => AsyncIterable<Buffer>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/** 0: every record is in the table. 1: some are not. 2: the command line, the environment or the log is at fault. */
export type ReplayExitCode = 0 | 1 | 2;

const HELP = `Puts audit records that went to the log instead of the table back into the table.

  npm run audit:replay -- FILE

FILE holds lines of the log as they come, or JSON documents of CloudWatch with such lines as messages; it may be packed
with gzip, and - is the standard input. Run it as often as you like: a record that is there is left as it is.
GATEWAY_AUDIT_TABLE names the table, GATEWAY_USAGE_TABLE the one of the counters if there is one, AWS_REGION and the SDK's
other variables the account.

Exit codes: 0: every record is in the table. 1: some are not; the error output says which lines, by number. Run it again
for those that the table did not take this time, and look at those that cannot be read. 2: the command line, the
environment or the file is at fault.
`;

/** Runs the replay: counts on the output; what went wrong, and how far it has come, on the error output. */
export async function runReplayCommand(args: readonly string[], around: ReplaySurroundings): Promise<ReplayExitCode> {
  try {
    const path = readPath(args);
    if (path !== undefined) return await replay(path, around);
    around.writeOut(HELP);
    return 0;
  } catch (error) {
    around.writeError(`audit-replay: ${explain(error)}\n`);
    return 2;
  }
}

/** The one argument; undefined where it asks for help. */
function readPath(args: readonly string[]): string | undefined {
  const [path = '', ...others] = args;
  if (path === '--help' || path === '-h') return undefined;
  // A file whose name begins with a dash is ./-name, as everywhere.
  if (path.startsWith('-') && path !== '-') throw new ReplayArgumentError('takes no option but --help');
  if (path === '' || others.length > 0) throw new ReplayArgumentError('takes one FILE, or - for the standard input');
  return path;
}

async function replay(path: string, around: ReplaySurroundings): Promise<0 | 1> {
  const config = around.loadConfig();
  const sink = around.openSink(config);
  const usage = around.openUsage(config);
  const reporter = new ReplayReporter(around);
  try {
    // Ctrl-C ends the process as it stands. What has landed by then is kept by the next run.
    const { signal } = new AbortController();
    const onStored: ReplayUsage['onStored'] = (record) => usage?.onStored(record);
    const { onUnreadable, onNotTaken, onLine } = reporter;
    const watcher = { onUnreadable, onNotTaken, onLine, onStored };
    await replayRecords(readLines(around.openLog(path)), sink, watcher, signal);
  } finally {
    const uncounted = await usage?.end();
    sink.close();
    reporter.end(uncounted);
  }
  return reporter.isComplete ? 0 : 1;
}

/** Only errors of ours are explained, as only their messages are known to hold no values; others are defects and thrown. */
function explain(error: unknown): string {
  const isOurs =
    error instanceof ReplayArgumentError || error instanceof GatewayConfigError || error instanceof LogUnreadableError;
  if (isOurs) return error.message;
  throw error;
}
