import type { LoggerService } from '@nestjs/common';
import { writeLogLine, type LogLevel } from './write-log-line.js';

/**
 * The log of the application, for Nest and for all that logs by its `Logger`: JSON lines of what somebody ought to look
 * at, made of known words alone. Texts, Nest's own among them, are not written: nobody can know what they quote.
 *
 * @example
 * new Logger('Peer').warn({ event: 'peer-call-failed', requestId, code: 'ROUTE_DENIED' });
 */
export class AllowListLogger implements LoggerService {
  warn(message: unknown, ...more: readonly unknown[]): void {
    write('warn', message, more);
  }

  error(message: unknown, ...more: readonly unknown[]): void {
    write('error', message, more);
  }

  fatal(message: unknown, ...more: readonly unknown[]): void {
    write('fatal', message, more);
  }

  /** Nest tells at length how it starts: nobody has to look at that. */
  log(): void {}
}

/** Nest puts the context last, behind stacks and whatever else it was given. */
function write(level: LogLevel, message: unknown, more: readonly unknown[]): void {
  const context = more.at(-1);
  writeLogLine(level, message, typeof context === 'string' ? context : undefined);
}
