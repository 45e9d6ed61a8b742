import { allowListedMessage } from './allow-listed-message.js';
import { currentRequestIds } from './request-ids.js';

/** How much a line matters. `error` and `fatal` go to stderr, the others to stdout. */
export type LogLevel = 'info' | 'warn' | 'error' | 'fatal';

/** Who speaks: a name that our own code gives. Others belong to libraries. */
const CONTEXT = /^[A-Z][A-Za-z]{0,31}$/;

/**
 * Writes one line of JSON to the log, of which nothing is taken that is not in `LOG_EVENTS`. The members around the
 * message are those of Nest's `ConsoleLogger`, which log collectors know, and the ids of the request at work. Never throws; a log that cannot be written to
 * is nothing to stop for.
 *
 * @param message an object with the member `event`; whatever else comes is reduced to that somebody spoke.
 */
export function writeLogLine(level: LogLevel, message: unknown, context?: string): void {
  const line = {
    level,
    pid: process.pid,
    timestamp: Date.now(),
    message: allowListedMessage(message),
    ...(context !== undefined && CONTEXT.test(context) && { context }),
    ...currentRequestIds(),
  };
  const output = level === 'error' || level === 'fatal' ? process.stderr : process.stdout;
  output.write(`${JSON.stringify(line)}\n`);
}
