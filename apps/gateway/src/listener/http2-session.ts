import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';

/** What one session may ask for; Node's own defaults hold for the rest, limits on pings and settings among them. */
const OPTIONS = {
  /**
   * Megabytes that may wait to be sent before a session is refused further streams. What waits is bounded stream by
   * stream; Node's 10 would refuse a caller who reads a dozen large answers slowly.
   */
  maxSessionMemory: 128,
  /**
   * Spaces around a value are for HTTP/1.1's parser to take off. Node would drop the whole field, and say nothing: a data
   * class that vanishes is a request that takes another way.
   */
  strictFieldWhitespaceValidation: false,
  /**
   * Every stream that is opened and reset has cost a request: twice the streams of a session at once, then 20 a second,
   * and the session ends. Node would take 1,000. Source: CVE-2023-44487.
   */
  streamResetBurst: 200,
  streamResetRate: 20,
  settings: {
    /** The least that RFC 9113, section 6.5.2, recommends; how much is at work at once is bounded for the process. */
    maxConcurrentStreams: 100,
    /**
     * Twice what Node's HTTP/1.1 server takes: what is just too long is answered by it with a 431, as everywhere; what is
     * beyond this is reset unread.
     */
    maxHeaderListSize: 32 * 1024,
  },
};

/** A caller who does not close after we did gets this long to read the last of what was sent. */
const LINGER_TIMEOUT_MS = 2_000;

/** What a session does with each request. */
export type StreamListener = (stream: ServerHttp2Stream, rawHeaders: readonly string[]) => void;

/** One HTTP/2 connection: closes when it has been idle for too long, and when it is told to. */
export class Http2Session {
  private readonly session: ServerHttp2Session;
  private idleTimer: NodeJS.Timeout | undefined;
  private openStreams = 0;

  /** Takes over a socket whose first bytes are unread. An idle timeout of 0 means no limit. */
  constructor(
    private readonly socket: Socket,
    private readonly idleTimeoutMs: number,
    onStream: StreamListener,
  ) {
    // The server leaves sockets half open, for HTTP/1.1; here, whoever has nothing more to say has left.
    socket.allowHalfOpen = false;
    this.session = performServerHandshake(socket, OPTIONS);
    // `close` follows, of the session and of its streams.
    this.session.on('error', () => undefined);
    this.session.on('stream', (stream, _headers, _flags, rawHeaders) => {
      this.count(stream);
      onStream(stream, rawHeaders);
    });
    socket.once('close', () => clearTimeout(this.idleTimer));
    socket.once('finish', () => this.linger());
    this.waitForStreams();
  }

  /** Says that no more streams are taken; closes when those at work have ended, or at once. */
  close(): void {
    clearTimeout(this.idleTimer);
    this.session.close();
  }

  closeIfIdle(): void {
    if (this.openStreams === 0) this.close();
  }

  /** Cuts off what is at work, and says that this is no end. */
  destroy(): void {
    // By itself Node would say that all is well, and wait for whoever has stopped reading.
    this.session.destroy(new Error('Cut off'), constants.NGHTTP2_INTERNAL_ERROR);
    setImmediate(() => this.socket.destroy());
  }

  private count(stream: ServerHttp2Stream): void {
    this.openStreams += 1;
    clearTimeout(this.idleTimer);
    stream.once('close', () => {
      this.openStreams -= 1;
      if (this.openStreams === 0) this.waitForStreams();
    });
  }

  /** Streams count, nothing else: pings do not keep a connection. */
  private waitForStreams(): void {
    if (this.idleTimeoutMs > 0 && !this.session.closed && !this.session.destroyed) {
      this.idleTimer = setTimeout(() => this.close(), this.idleTimeoutMs);
    }
  }

  private linger(): void {
    const timer = setTimeout(() => this.socket.destroy(), LINGER_TIMEOUT_MS);
    this.socket.once('close', () => clearTimeout(timer));
  }
}
