/** How long a body may be silent, and what it has before its first byte. */
const GRACE_MS = 20_000;

/** What each byte buys: the default of Apache's mod_reqtimeout, 500 bytes a second. */
const MS_PER_BYTE = 2;

/**
 * Watches that a body comes at a pace at which somebody sends it, not at one that only holds a place: 20 seconds, and
 * one more for each 500 bytes that have come, but never more than 20 in advance. Without a clock: the next look is as
 * far away as the bytes since the last one have bought.
 */
export class UploadPace implements Disposable {
  private timer: NodeJS.Timeout;
  private bytesSinceLook = 0;

  /** Calls back once, unless it is disposed of before. */
  constructor(private readonly onTooSlow: () => void) {
    this.timer = this.lookIn(GRACE_MS);
  }

  /** Tells of bytes that have come. */
  took(bytes: number): void {
    this.bytesSinceLook += bytes;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
  }

  private lookIn(waitMs: number): NodeJS.Timeout {
    return setTimeout(() => this.look(), waitMs);
  }

  private look(): void {
    if (this.bytesSinceLook === 0) return this.onTooSlow();
    this.timer = this.lookIn(Math.min(GRACE_MS, this.bytesSinceLook * MS_PER_BYTE));
    this.bytesSinceLook = 0;
  }
}
