import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SecretsManagerSecretReader, SecretsManagerSecretVersions } from '@app/bedrock';
import { runCtl } from '../../apps/gateway/src/ctl/run-ctl.js';
import { Terminal } from '../../apps/gateway/src/ctl/terminal/terminal.js';
import { environmentOf, type System } from '../support/system.js';

/** How a command ended, and what it said. */
export interface CtlEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The output as JSON documents, one a line. */
  readonly documents: readonly Readonly<Record<string, unknown>>[];
}

/** What a test may want otherwise. */
export interface CtlOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly interrupted?: AbortSignal;
  readonly nowEpochMs?: () => number;
  /** False: nothing points to the system but the address of its gateway. */
  readonly besideSandbox?: boolean;
}

/** What `npm start` tells commands beside it that a route or store is slow after. */
export const SLOW_AFTER_MS = '190';

/** Runs the command line in this process, beside a system as it runs beside `npm start`. */
export async function ctl(
  system: Pick<System, 'url' | 'sandbox'>,
  args: readonly string[],
  options: CtlOptions = {},
): Promise<CtlEnd> {
  const { besideSandbox = true, env = {}, input = '', nowEpochMs = Date.now } = options;
  const beside = besideSandbox ? environmentOf(system.sandbox) : {};
  const variables = { CTL_GATEWAY_URL: system.url, CTL_SLOW_AFTER_MS: SLOW_AFTER_MS, ...beside, ...env };
  const [output, words] = [new PassThrough(), new PassThrough()];
  const [stdout, stderr] = [text(output), text(words)];
  const exitCode = await runCtl(args, {
    env: Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined)),
    terminal: new Terminal({ input: Readable.from([Buffer.from(input)]), output, words }, false),
    interrupted: options.interrupted ?? new AbortController().signal,
    nowEpochMs,
    createReader: () => new SecretsManagerSecretReader(),
    createVersions: () => new SecretsManagerSecretVersions(),
  });
  output.end();
  words.end();
  const said = await stdout;
  const lines = said.split('\n').filter((line) => line !== '');
  return {
    exitCode,
    stdout: said,
    stderr: await stderr,
    get documents() {
      return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    },
  };
}
