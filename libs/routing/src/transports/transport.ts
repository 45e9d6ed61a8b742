import type { BedrockReply, Principal } from '@app/bedrock';
import type { ClearedCall } from '../clear-for-route.js';
import type { Attempt } from '../route-trace.js';
import type { RoutingRequest } from '../routing-strategy.js';

/** What a transport is told beside the call. */
export interface SendTerms extends Pick<
  RoutingRequest,
  'deadline' | 'callerToken' | 'principal' | 'hasNextRoute' | 'requestId'
> {
  /**
   * Takes the attempts that were made elsewhere for this call, before `send` settles. They stand for the one attempt that
   * the call is otherwise.
   */
  readonly onAttempts: (attempts: readonly Attempt[]) => void;
}

/**
 * Carries a cleared call over one route: directly, or by way of the sibling function.
 *
 * @example
 * const reply = await transport.send(clearForRoute(call, 'internal', 'internet', classes), { deadline, onAttempts });
 */
export abstract class Transport {
  abstract readonly kind: 'direct' | 'peer';

  /** Sends the call once. @throws {BedrockCallError} and {CredentialsUnavailableError} as `ModelInvoker.invoke` does. */
  abstract send(cleared: ClearedCall, terms: SendTerms): Promise<BedrockReply>;

  /** Fetches the principal's credentials anew; true if they differ from those in use. */
  abstract renewCredentials(signal: AbortSignal, principal?: Principal): Promise<boolean>;

  /** Proves the route with a cheap call on a fresh connection. @throws {BedrockCallError} if Bedrock did not answer. */
  abstract probe(signal: AbortSignal): Promise<void>;

  /** Forgets pooled connections: a cut tunnel leaves them hanging. */
  abstract resetConnections(): void;
}
