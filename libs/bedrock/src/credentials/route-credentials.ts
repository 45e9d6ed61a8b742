import type { BedrockConnection } from '../connection/bedrock-connection.js';
import type { CredentialsSource } from './credentials-source.js';

/**
 * A way to come by commercial credentials, told which connection they are for: what a route's credentials need over
 * the network is asked for by that route's own sockets, and never by another's.
 *
 * A new way (certificates and IAM Roles Anywhere, say) is one more class like the two there are.
 *
 * @example
 * const source = credentials.sourceFor(new BedrockConnection(options));
 */
export abstract class RouteCredentials {
  /**
   * The source for calls by this connection; asked for once, when the connection is opened.
   *
   * @throws {ConnectionOptionsInvalidError} if the connection lacks what this way needs.
   */
  abstract sourceFor(connection: BedrockConnection): CredentialsSource;
}

/** The same credentials on every route, from a place that needs no route: a secret of the gateway's own partition. */
export class SharedCredentials extends RouteCredentials {
  constructor(private readonly source: CredentialsSource) {
    super();
  }

  override sourceFor(): CredentialsSource {
    return this.source;
  }
}
