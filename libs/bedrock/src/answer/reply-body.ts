import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { BedrockCallError } from '../errors.js';
import type { ReplyTap } from '../usage/reply-tap.js';

/** What a body needs from the exchange it belongs to. */
export interface BodySource {
  readonly controller: Dispatcher.DispatchController;
  readonly tap: ReplyTap;
  readonly idleTimeoutMs: number;
  /** Called once, when the body has been read to its end or was destroyed. */
  readonly onClose: () => void;
}

/**
 * The body of a good answer: the chunks as undici read them, neither copied nor changed, under back-pressure.
 *
 * Destroying it before its end closes the socket. Only the exchange calls `receive`, `finish` and `watchSilence`.
 */
export class ReplyBody extends Readable {
  private silence: NodeJS.Timeout | undefined;
  private isComplete = false;

  constructor(private readonly source: BodySource) {
    super();
    // A body may break before its consumer listens. Without this listener that would end the process; a consumer
    // that comes later still gets the error.
    this.on('error', () => undefined);
  }

  /** Takes the next chunk from the socket; stops the socket when the consumer is behind. */
  receive(chunk: Buffer): void {
    this.source.tap.observe(chunk);
    if (this.push(chunk)) this.watchSilence();
    else this.source.controller.pause();
  }

  /** Takes the end of the body. */
  finish(): void {
    this.isComplete = true;
    clearTimeout(this.silence);
    this.source.tap.end();
    this.push(null);
  }

  /** Counts silence from now on. */
  watchSilence(): void {
    // A consumer may destroy the body out of `push`; a cleared timer would come to life again by `refresh`.
    if (this.destroyed || this.isComplete) return;
    this.silence ??= setTimeout(() => this.breakSilence(), this.source.idleTimeoutMs);
    this.silence.refresh();
  }

  override _read(): void {
    if (!this.source.controller.paused) return;
    this.watchSilence();
    this.source.controller.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    clearTimeout(this.silence);
    if (!this.isComplete) this.source.controller.abort(error ?? new BedrockCallError('client-gone', 'body-abandoned'));
    this.source.onClose();
    callback(error);
  }

  // While the consumer does not read, the silence is not Bedrock's.
  private breakSilence(): void {
    if (!this.source.controller.paused) this.destroy(new BedrockCallError('stream-broken', 'idle'));
  }
}
