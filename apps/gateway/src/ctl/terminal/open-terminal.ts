import { isColourWelcome } from '../../config/ctl-config.js';
import { Terminal } from './terminal.js';

/** What of the process is needed. */
export type TerminalProcess = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'on' | 'exit'>;

/** One Ctrl-C comes twice where npm hands it on. No person is as fast. */
const SAME_KEYSTROKE_MS = 500;

/**
 * Opens the terminal of this process. The first Ctrl-C ends the command in order, a second one at once.
 *
 * @param env says whether colours are welcome.
 */
export function openTerminal(
  process: TerminalProcess,
  env: NodeJS.ProcessEnv,
): { readonly terminal: Terminal; readonly interrupted: AbortSignal } {
  const interruption = new AbortController();
  let firstAtEpochMs = 0;
  const onSignal = (): void => {
    if (!interruption.signal.aborted) {
      firstAtEpochMs = Date.now();
      interruption.abort();
    } else if (Date.now() - firstAtEpochMs > SAME_KEYSTROKE_MS) process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const streams = { input: process.stdin, output: process.stdout, words: process.stderr };
  const terminal = new Terminal(streams, isColourWelcome(env), () => interruption.abort());
  return { terminal, interrupted: interruption.signal };
}
