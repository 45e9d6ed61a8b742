import type { Readable } from 'node:stream';
import type { BedrockOperation } from './bedrock-operations.js';
import type { Principal } from './credentials/principal.js';
import type { PathLabel } from './path-labels.js';
import type { TokenUsage } from './token-usage.js';

/** One call to Amazon Bedrock. Bytes and ids are taken as given: nothing in here is parsed or encoded again. */
export interface BedrockRequest {
  readonly operation: BedrockOperation;
  /** Model id, inference profile id or ARN, percent-decoded. Validated with `parseModelId` by whoever took it in. */
  readonly modelId?: string;
  /** Other labels of the operation's path, by the names in the SDK's schema, percent-decoded. */
  readonly labels?: Readonly<Partial<Record<PathLabel, string>>>;
  /** Query parameters, unencoded. */
  readonly query?: Readonly<Record<string, string>>;
  /** Lower-case names. Only content negotiation and `x-amzn-bedrock-*`; signing and host headers are added here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** What is known of a reply body once it has been read, or broke off. */
export interface ReplyInspection {
  readonly usage: TokenUsage;
  /** Bytes of the body seen so far. */
  readonly bodyBytes: number;
  /** An event stream with a wrong checksum, an impossible length, or an end in the middle of a frame. */
  readonly damaged: boolean;
  /** `:exception-type` of an exception frame, e.g. `throttlingException`, if the stream carried one. */
  readonly exceptionType?: string;
}

/** A 2xx answer of Bedrock. Its body must be read to the end or destroyed; either frees the connection. */
export interface BedrockReply {
  readonly status: number;
  /** Lower-case names, as received, hop-by-hop headers left out. */
  readonly headers: Readonly<Record<string, string>>;
  readonly upstreamRequestId: string;
  /**
   * The body, byte for byte, under back-pressure. It errors with a `BedrockCallError` of kind `stream-broken`
   * (cut, stalled), `timeout` or `client-gone` (the signal fired); damage inside frames does not stop it.
   */
  readonly body: Readable;
  /** Read beside the body as it passes; final when the body has ended. */
  inspect(): ReplyInspection;
}

/**
 * A way to call Amazon Bedrock over one connection pool.
 *
 * @example
 * const reply = await invoker.invoke({ operation: 'InvokeModel', modelId, headers: {}, body }, AbortSignal.timeout(60_000));
 * for await (const chunk of reply.body) socket.write(chunk);
 */
export abstract class ModelInvoker {
  /**
   * Sends one request, once: no retries here.
   *
   * @param signal ends the call and its body. A reason named `TimeoutError` counts as `timeout`, any other as `client-gone`.
   * @param principal for whom, where credentials tell callers apart; left out: for the gateway itself.
   * @throws {BedrockCallError} for anything but a 2xx answer of Bedrock.
   * @throws {NoEndpointError} when the connection has no endpoint for the operation; nothing was sent.
   * @throws {CredentialsUnavailableError} when the commercial credentials cannot be read; nothing was sent.
   * @throws {ModelIdInvalidError} when the model id is missing or would not be accepted by `parseModelId`.
   */
  abstract invoke(request: BedrockRequest, signal: AbortSignal, principal?: Principal): Promise<BedrockReply>;

  /** Fetches the principal's credentials anew. True if they differ from the ones in use, so that a refused call is worth repeating. */
  abstract renewCredentials(signal: AbortSignal, principal?: Principal): Promise<boolean>;

  /**
   * Proves the way to the runtime endpoint (DNS, TLS, credentials) with one signed call on a fresh connection.
   *
   * The call is a `CountTokens` for an id that no model can have: it runs nothing and is free of charge. Resolves when
   * Bedrock itself says that there is no such model.
   * Takes 10 s at most.
   *
   * @throws {BedrockCallError} of the kind that shows what is wrong: `unreachable`, `not-bedrock`, `timeout`, `denied`
   *   (also where a policy refuses the operation or the id before Bedrock looks for it), `throttled`, ...
   * @throws {CredentialsUnavailableError} as `invoke`.
   */
  abstract probe(signal: AbortSignal): Promise<void>;

  /** Drops pooled connections, so that the next call opens a new one. Calls in flight go on. */
  abstract resetConnections(): void;
}
