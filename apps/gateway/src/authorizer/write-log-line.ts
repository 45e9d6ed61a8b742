/**
 * Writes one line to the log, in the form of the gateway's own: a JSON object with the members that Nest's
 * `ConsoleLogger` gives it. For entries that run without Nest.
 *
 * @param message fixed words and facts that may be in a log; not looked at.
 */
export function writeLogLine(level: 'warn' | 'error', message: object | string): void {
  const line = { level, pid: process.pid, timestamp: Date.now(), message, context: 'Authorizer' };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
