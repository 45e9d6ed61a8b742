import type { EventEmitter } from 'node:events';
import type { OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';

/** What the responses of both versions of HTTP have in common; HTTP/2 sends a head at once and need not flush it. */
interface Sendable extends EventEmitter {
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  flushHeaders?(): void;
  write(bytes: Uint8Array, done: () => void): boolean;
  end(): unknown;
}

/** Who hears what was really sent; all calls are synchronous with the sending. */
export interface ReplyWitness {
  onHead(status: number): void;
  onBytes(bytes: Buffer): void;
  /** `aborted`: the client left before the end. */
  onClosed(aborted: boolean): void;
}

/**
 * The sending side of one exchange, the same for both versions of HTTP.
 *
 * Every method that waits also returns when the client has left: look at {@link gone} before going on.
 */
export class Reply {
  readonly #closed = new AbortController();
  #ended = false;
  #finished = false;
  #brokenByUs = false;

  constructor(
    private readonly response: Sendable,
    private readonly socket: Socket | undefined,
    private readonly witness: ReplyWitness,
  ) {
    response.on('error', () => undefined);
    // HTTP/2 says 'finish' of a cancelled stream too: only after our own end does it mean that all was said.
    response.once('finish', () => (this.#finished = this.#ended));
    response.once('close', () => this.#onClose());
  }

  /** Aborted as soon as nobody listens any more, be it because all was said. */
  get gone(): AbortSignal {
    return this.#closed.signal;
  }

  /** Sends status and headers at once, without waiting for the first byte of the body. */
  head(status: number, headers: OutgoingHttpHeaders): void {
    this.witness.onHead(status);
    this.response.writeHead(status, headers);
    this.response.flushHeaders?.();
  }

  /** Sends bytes; resolves when the next ones may follow, which is how a slow reader slows the writer. */
  async write(bytes: Buffer): Promise<void> {
    this.witness.onBytes(bytes);
    const { promise, resolve } = Promise.withResolvers<void>();
    // The callback comes when the bytes were handed on; the abort when that can never happen.
    const go = (): void => resolve();
    this.gone.addEventListener('abort', go, { once: true });
    this.response.write(bytes, go);
    await promise;
    this.gone.removeEventListener('abort', go);
  }

  end(): void {
    this.#ended = true;
    this.response.end();
  }

  /** Sends a TCP reset: everything on this connection is lost, other HTTP/2 streams included. */
  reset(): void {
    this.#brokenByUs = true;
    this.socket?.resetAndDestroy();
  }

  /** Closes the connection in the middle of whatever was being said. */
  destroy(): void {
    this.#brokenByUs = true;
    this.socket?.destroy();
  }

  #onClose(): void {
    this.witness.onClosed(!this.#finished && !this.#brokenByUs);
    this.#closed.abort();
  }
}
