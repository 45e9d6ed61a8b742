/** A log cannot be read, or not to its end. Names neither the file nor what is in it. */
export class LogUnreadableError extends Error {
  readonly code = 'LOG_UNREADABLE';
  override readonly name = 'LogUnreadableError';

  /** @param reason the code of a system's error, e.g. `ENOENT`, or one of our own words. */
  constructor(
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The log cannot be read: ${reason}`, { cause });
  }
}
