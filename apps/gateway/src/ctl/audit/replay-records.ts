import { createReadStream } from 'node:fs';
import { AuditSink, DynamoDbAuditSink, type WriteResult } from '@app/audit';
import { loadReplayConfig } from '../../config/gateway-config.js';
import { toAuditOptions } from '../../config/to-lib-options.js';
import { openReplayUsage } from '../../replay/replay-usage.js';
import { runReplayCommand } from '../../replay/run-replay-command.js';
import type { Run } from '../verb.js';

/** How records are put back. */
export interface ReplayOptions {
  readonly dryRun?: boolean;
}

/** Where records and counters are. */
const OWN_VARIABLES = /^GATEWAY_(?:AUDIT|USAGE)_/;

/** Exit codes of the replay, in the words of this program. */
const EXITS = { 0: undefined, 1: 'unfinished', 2: 'environment' } as const;

/** Runs the replay as it is. Its counts go to the output, lines that cannot be read to the error output. */
export async function replayRecords({
  args,
  options,
  around,
  terminal,
}: Run<ReplayOptions>): Promise<'unfinished' | 'environment' | void> {
  const { streams } = terminal;
  if (options.dryRun === true) terminal.say('dry run: records are counted, and nothing is written');
  const ownEnv = Object.entries(around.env).filter(
    ([name]) => !name.startsWith('GATEWAY_') || OWN_VARIABLES.test(name),
  );
  const code = await runReplayCommand(args, {
    // Of a gateway's environment it knows its own part only, and takes the rest for misspelt.
    loadConfig: () => loadReplayConfig(Object.fromEntries(ownEnv)),
    openSink: (config) => (options.dryRun === true ? new NoSink() : new DynamoDbAuditSink(toAuditOptions(config))),
    openUsage: (config) => (options.dryRun === true ? undefined : openReplayUsage(config)),
    openLog: (path) => (path === '-' ? bytesOf(streams.input) : createReadStream(path)),
    writeOut: (text) => void streams.output.write(text),
    writeError: (text) => void streams.words.write(text),
  });
  return EXITS[code];
}

async function* bytesOf(input: NodeJS.ReadableStream): AsyncGenerator<Buffer, void, void> {
  for await (const part of input) yield Buffer.from(part);
}

/** Takes every record for written: for counting. */
class NoSink extends AuditSink {
  start(): Promise<WriteResult> {
    return Promise.resolve('stored');
  }

  finish(): Promise<WriteResult> {
    return Promise.resolve('stored');
  }

  check(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    // Nothing is open.
  }
}
