import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { BedrockConnection } from './connection/bedrock-connection.js';
import type { ConnectionOptions } from './connection/connection-options.js';
import { RouteCredentials } from './credentials/route-credentials.js';
import type { ModelInvoker } from './model-invoker.js';
import { SignedHttpModelInvoker } from './signed-http-model-invoker.js';

/**
 * Opens ways to Bedrock, each with its source of commercial credentials, and closes them when the application ends.
 *
 * @example
 * const invoker = connections.open({ runtimeEndpoint, privateAddressesOnly: true, connectTimeoutMs: 5_000, ...limits });
 */
@Injectable()
export class BedrockConnections implements OnApplicationShutdown {
  private readonly opened: BedrockConnection[] = [];

  constructor(private readonly credentials: RouteCredentials) {}

  /**
   * Opens one; no socket is connected before the first call.
   *
   * @throws {ConnectionOptionsInvalidError} if an endpoint or the region is missing or not usable.
   */
  open(options: ConnectionOptions): ModelInvoker {
    const connection = new BedrockConnection(options);
    this.opened.push(connection);
    return new SignedHttpModelInvoker(connection, this.credentials.sourceFor(connection));
  }

  /** Closes all sockets; runs after the HTTP server has stopped taking requests. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.opened.map((connection) => connection.close()));
  }
}
