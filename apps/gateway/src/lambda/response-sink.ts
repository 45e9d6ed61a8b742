import { once } from 'node:events';
import { ResponseStreamLostError } from './errors.js';

/** The runtime's response stream. It only looks like a `Writable`: neither `pipeline` nor `finished` know it. */
export type ResponseStream = awslambda.HttpResponseStream;

/** Whoever takes nothing for this long has gone: nobody tells a function so. */
const STALLED_AFTER_MS = 60_000;

/**
 * Writes to the platform under back-pressure, and notices when nobody takes it any more.
 *
 * @example
 * using sink = new ResponseSink(stream);
 * await sink.write(chunk);
 * await sink.end();
 */
export class ResponseSink implements Disposable {
  private readonly lost = new AbortController();

  constructor(private readonly stream: ResponseStream) {
    stream.on('error', this.onError);
  }

  /** Fires when the stream is lost. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Waits until there is room for more. @throws {ResponseStreamLostError} */
  async write(chunk: Uint8Array | string): Promise<void> {
    this.lost.signal.throwIfAborted();
    if (!this.stream.write(chunk)) await this.until('drain');
  }

  /** Ends a whole answer, and waits until it has left. @throws {ResponseStreamLostError} */
  async end(): Promise<void> {
    this.lost.signal.throwIfAborted();
    const left = this.until('finish');
    this.stream.end();
    await left;
  }

  /** The stream stays with the runtime; an error that comes later is still nobody's surprise. */
  [Symbol.dispose](): void {
    this.lost.abort(new ResponseStreamLostError('failed'));
  }

  private async until(event: 'drain' | 'finish'): Promise<void> {
    const timer = setTimeout(() => this.lost.abort(new ResponseStreamLostError('stalled')), STALLED_AFTER_MS);
    try {
      await once(this.stream, event, { signal: this.lost.signal });
    } catch (error) {
      this.lost.signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  private readonly onError = (): void => this.lost.abort(new ResponseStreamLostError('failed'));
}
