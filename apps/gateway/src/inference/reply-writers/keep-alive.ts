import type { Response } from 'express';

const SILENCE_MS = 15_000;

/** Writes an SSE comment after every 15 s of silence between chunks, so that nothing on the way takes it for dead. */
export class KeepAlive implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly response: Response) {}

  /** Starts the silence anew; the first call, with the first chunk out, starts the watch. */
  restart(): void {
    this.timer ??= setInterval(() => this.comment(), SILENCE_MS);
    this.timer.refresh();
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  /** A caller that does not read gets no comments either: they would pile up. */
  private comment(): void {
    if (!this.response.writableNeedDrain && !this.response.writableEnded) this.response.write(': keep-alive\n\n');
  }
}
