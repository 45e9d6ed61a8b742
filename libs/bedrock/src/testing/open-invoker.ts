import { BedrockConnection } from '../connection/bedrock-connection.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import type { BedrockCredentials } from '../credentials/bedrock-credentials.js';
import { CredentialsSource } from '../credentials/credentials-source.js';
import { SignedHttpModelInvoker } from '../signed-http-model-invoker.js';

/** Credentials that never change, and count how often they were asked for anew. */
export class FixedCredentialsSource extends CredentialsSource {
  renewals = 0;

  constructor(private readonly credentials: BedrockCredentials = { kind: 'api-key', apiKey: 'ABSKtest' }) {
    super();
  }

  override current(): Promise<BedrockCredentials> {
    return Promise.resolve(this.credentials);
  }

  override renew(): Promise<boolean> {
    this.renewals += 1;
    return Promise.resolve(false);
  }
}

/** Options that suit a loopback server: generous times, few sockets. */
export function connectionOptions(overrides: Partial<ConnectionOptions> = {}): ConnectionOptions {
  return {
    privateAddressesOnly: false,
    connectTimeoutMs: 2_000,
    maxConnections: 4,
    firstByteTimeoutMs: 5_000,
    idleTimeoutMs: 5_000,
    ...overrides,
  };
}

/** An invoker with a connection of its own: `await using bedrock = openInvoker({ runtimeEndpoint })`. */
export function openInvoker(
  overrides: Partial<ConnectionOptions>,
  credentials: CredentialsSource = new FixedCredentialsSource(),
  now: () => number = Date.now,
): { readonly invoker: SignedHttpModelInvoker; readonly connection: BedrockConnection } & AsyncDisposable {
  const connection = new BedrockConnection(connectionOptions(overrides));
  const invoker = new SignedHttpModelInvoker(connection, credentials, now);
  return { invoker, connection, [Symbol.asyncDispose]: () => connection.close() };
}
