import type { BedrockReply } from '@app/bedrock';
import type { ClearedCall } from '../clear-for-route.js';

/**
 * Carries a cleared call over one route: directly, or by way of the sibling function.
 *
 * @example
 * const reply = await transport.send(clearForRoute(call, 'internal', 'internet', classes), deadline.signal);
 */
export abstract class Transport {
  abstract readonly kind: 'direct' | 'peer';

  /** Sends the call once. @throws {BedrockCallError} and {CredentialsUnavailableError} as `ModelInvoker.invoke` does. */
  abstract send(cleared: ClearedCall, signal: AbortSignal): Promise<BedrockReply>;

  /** Fetches the credentials anew; true if they differ from those in use. */
  abstract renewCredentials(signal: AbortSignal): Promise<boolean>;

  /** Proves the route with a cheap call on a fresh connection. @throws {BedrockCallError} if Bedrock did not answer. */
  abstract probe(signal: AbortSignal): Promise<void>;

  /** Forgets pooled connections: a cut tunnel leaves them hanging. */
  abstract resetConnections(): void;
}
