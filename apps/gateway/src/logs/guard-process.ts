import { describeError } from './describe-error.js';
import { writeLogLine } from './write-log-line.js';

/** What a process ends with that nobody can vouch for any more: Node's own code for it. */
const CRASHED = 1;

/** What the console can be told. Source: Node's documentation of `console`. */
const CONSOLE_METHODS = ['assert', 'debug', 'dir', 'dirxml', 'error', 'info', 'log', 'table', 'trace', 'warn'] as const;

/** Names of warnings that Node itself gives. Source: Node's documentation, `process` event `warning`. */
const WARNINGS: ReadonlySet<string> = new Set([
  'DeprecationWarning',
  'ExperimentalWarning',
  'MaxListenersExceededWarning',
  'SecurityWarning',
  'TimeoutNegativeWarning',
  'TimeoutNaNWarning',
  'TimeoutOverflowWarning',
  'Warning',
]);

/**
 * Closes the ways by which texts of others get into the log of a process, past whatever logger it has: errors that nobody
 * catches, which Node and Lambda's runtime print in full; warnings; and the console, which belongs to libraries here.
 *
 * Call it first, once, from an entry. A process that meets an uncaught error writes one line and ends with code 1: what
 * it was at is on record as `started`, and whoever runs it starts another one.
 *
 * @param isLeftToRuntime says of which errors Lambda's runtime may tell the platform all: those whose every word is ours.
 */
export function guardProcess(isLeftToRuntime: (error: unknown) => boolean = () => false): void {
  const crash = (error: unknown, origin: string): void => {
    if (isLeftToRuntime(error)) return;
    writeLogLine('fatal', { event: 'crashed', origin, ...describeError(error) });
    process.exit(CRASHED);
  };
  // Before the listener of Lambda's runtime, which would send message and stack on to the platform's log.
  process.prependListener('uncaughtException', crash);
  // Without a listener Node raises it as an uncaught exception; with the runtime's it would not.
  process.prependListener('unhandledRejection', (reason) => crash(reason, 'unhandledRejection'));
  process.removeAllListeners('warning');
  process.on('warning', warn);
  const speakers: object = console;
  for (const method of CONSOLE_METHODS) {
    Object.assign(speakers, { [method]: () => writeLogLine('warn', { event: 'foreign-output', method }) });
  }
}

/** To stderr, where Node writes them. */
function warn({ name, ...rest }: Error): void {
  const code = 'code' in rest && typeof rest.code === 'string' ? rest.code : undefined;
  writeLogLine('error', {
    event: 'node-warning',
    warning: WARNINGS.has(name) ? name : 'unexpected',
    // Node's own are DEP0001 and the like; it has no other use for the member.
    errno: code !== undefined && /^DEP\d{4}$/.test(code) ? code : undefined,
  });
}
