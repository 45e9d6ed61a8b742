import type { Server } from 'node:http';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { GatewayConfig } from '../config/gateway-config.js';
import { drainConnections } from '../listener/drain-connections.js';
import { RequestsInFlight } from './requests-in-flight.js';

/** Whoever is left at the end gets this long: requests whose time was ended for their last words, connections to close. */
const LAST_WORDS_TIMEOUT_MS = 2_000;

/**
 * Ends the work of this process in order, while it still listens: new work is refused with a 503, what is at work goes on
 * up to a limit, and what is left then ends as if its time had run out, broken streams and records included. Nest waits
 * for it before it closes the listener, and sees to the audit after that.
 */
@Injectable()
export class GracefulEnd implements BeforeApplicationShutdown, OnApplicationShutdown {
  private lastResort: NodeJS.Timeout | undefined;

  constructor(
    private readonly requests: RequestsInFlight,
    private readonly config: GatewayConfig,
    private readonly host: HttpAdapterHost,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    const server: Server = this.host.httpAdapter.getHttpServer();
    this.requests.drain();
    drainConnections(server);
    if (!(await this.isIdleIn(this.config.limits.drainTimeoutMs))) {
      this.requests.runOut();
      await this.isIdleIn(LAST_WORDS_TIMEOUT_MS);
    }
    // The listener waits for readers who take nothing, and for connections that have not said what they want. Not at
    // once: of answers that are over, the last bytes may still be on their way.
    this.lastResort = setTimeout(() => server.closeAllConnections(), LAST_WORDS_TIMEOUT_MS);
  }

  /** Nest calls it when the listener is closed. */
  onApplicationShutdown(): void {
    clearTimeout(this.lastResort);
  }

  private async isIdleIn(timeoutMs: number): Promise<boolean> {
    const { promise: timedOut, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const isIdle = await Promise.race([this.requests.idle().then(() => true), timedOut]);
    clearTimeout(timer);
    return isIdle;
  }
}
