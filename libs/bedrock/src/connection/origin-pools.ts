import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

/**
 * One pool of sockets per origin, made when it is first needed.
 *
 * undici's own `Agent` does the same, but forgets its pools when it is closed: what still runs then can no longer be
 * ended (8.12).
 */
export class OriginPools {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly options: Pool.Options) {}

  /** Sends a request over a pooled connection; waits for one if all are in use. Reports everything to the handler. */
  dispatch(origin: string, request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.poolOf(origin).dispatch(request, handler);
  }

  /** Takes no more requests, and ends each connection when its last one is done. */
  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }

  /** Ends all connections at once, also those that `close` waits for. */
  async destroy(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private poolOf(origin: string): Pool {
    const pool = this.pools.get(origin) ?? new Pool(origin, this.options);
    this.pools.set(origin, pool);
    return pool;
  }
}
