import { Readable } from 'node:stream';
import { unlessAborted } from '../until-aborted.js';
import type { ReplyTap } from '../usage/reply-tap.js';

/** What a relayed body needs from whoever brings its chunks. */
export interface RelaySource {
  /** Must end or fail when the signal fires, and when `onClose` is called. */
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly tap: ReplyTap;
  readonly signal: AbortSignal;
  /** Called once, when the body has been read to its end or was destroyed. */
  readonly onClose: () => void;
}

/**
 * The body of an answer that another process received: its chunks one after the other, each when the reader wants it.
 *
 * Not `Readable.from`: destroyed while it waits for a chunk, that goes on waiting, and nobody ever hears that it closed.
 */
export class RelayedBody extends Readable {
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(private readonly source: RelaySource) {
    super();
    this.chunks = source.chunks[Symbol.asyncIterator]();
    // It may break before its consumer listens; without this listener that would end the process.
    this.on('error', () => undefined);
  }

  override _read(): void {
    void this.pull();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.source.onClose();
    // Takes effect when the chunk under way has come or failed; what it fails with concerns nobody any more.
    this.chunks.return?.().catch(() => undefined);
    callback(error);
  }

  private async pull(): Promise<void> {
    const { tap, signal } = this.source;
    try {
      const { value, done } = await unlessAborted(this.chunks.next(), signal);
      if (done === true) tap.end();
      else tap.observe(value);
      this.push(done === true ? null : value);
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}
