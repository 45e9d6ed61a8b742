import type { LookupFunction } from 'node:net';
import { BedrockCallError } from '../errors.js';
import type { ConnectionOptions } from './connection-options.js';
import { createConnector } from './create-connector.js';
import { OriginPools } from './origin-pools.js';
import { checkEndpointOptions } from './resolve-endpoint.js';

// Shorter than the idle time after which AWS closes a connection from its side.
const KEEP_ALIVE_MS = 15_000;
const MAX_KEEP_ALIVE_MS = 60_000;
const MAX_ANSWER_HEADER_BYTES = 16 * 1024;

/**
 * One route's sockets. Owns them: `close` ends them all.
 *
 * Nothing is retried, redirected or decompressed in here, and no proxy setting of the environment is followed.
 */
export class BedrockConnection {
  /** As given, endpoints checked. */
  readonly options: ConnectionOptions;
  private current: OriginPools;
  private readonly retired = new Set<OriginPools>();
  private isClosed = false;

  /** @throws {ConnectionOptionsInvalidError} if an endpoint or the region is not usable. */
  constructor(
    options: ConnectionOptions,
    private readonly lookup?: LookupFunction,
  ) {
    this.options = checkEndpointOptions(options);
    this.current = this.createPools(options.maxConnections);
  }

  /**
   * The sockets of the moment; ask for them anew for each request.
   *
   * @throws {BedrockCallError} `unreachable` when the connection has been closed.
   */
  get pools(): OriginPools {
    this.refuseIfClosed();
    return this.current;
  }

  /** Takes fresh sockets into use. The old ones finish what they have begun, then close. */
  reset(): void {
    const old = this.current;
    this.current = this.createPools(this.options.maxConnections);
    this.retired.add(old);
    const forget = (): boolean => this.retired.delete(old);
    void old.close().then(forget, forget);
  }

  /** Lends a socket of its own to one piece of work and closes it afterwards. Closed connections lend none. */
  async withFreshSocket<Result>(work: (pools: OriginPools) => Promise<Result>): Promise<Result> {
    this.refuseIfClosed();
    const pools = this.createPools(1);
    this.retired.add(pools);
    try {
      return await work(pools);
    } finally {
      this.retired.delete(pools);
      await pools.destroy();
    }
  }

  /** Closes every socket, for good. Calls in flight are cut: stop taking requests first. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.current, ...this.retired].map((pools) => pools.destroy()));
  }

  private refuseIfClosed(): void {
    if (this.isClosed) throw new BedrockCallError('unreachable', 'connection-closed');
  }

  // undici's own timers are off (0): they are coarse, and what a silence means is decided where the answer is read.
  private createPools(connections: number): OriginPools {
    return new OriginPools({
      connect: createConnector(this.options, this.lookup),
      // The connector never agrees on HTTP/2. A pool that does not know has all calls wait for its first connection to
      // show it, one connect timeout after the other where the way is cut (undici 8.12).
      allowH2: false,
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }
}
