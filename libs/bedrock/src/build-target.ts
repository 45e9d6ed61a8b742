import { escapeUri } from '@smithy/core/protocols';
import { describeOperation } from './bedrock-operations.js';
import type { BedrockRequest } from './model-invoker.js';
import { parseModelId } from './model-id.js';

/** Path and query of a request, in the encoding that goes over the wire and is signed. */
export interface RequestTarget {
  readonly path: string;
  /** As given, unencoded: the signer sorts and encodes it itself. */
  readonly query: Record<string, string>;
  /** Path and encoded query together. */
  readonly pathAndQuery: string;
}

/**
 * Puts the model id into the operation's path, percent-encoded exactly once (RFC 3986 unreserved characters stay).
 *
 * The id is validated here again although callers do it too: this is the last line before the wire, and it alone
 * guarantees that an id cannot change which operation is called.
 *
 * @throws {ModelIdInvalidError} if the operation needs an id and none, or no valid one, is given.
 */
export function buildTarget(request: Pick<BedrockRequest, 'operation' | 'modelId' | 'query'>): RequestTarget {
  const { pathTemplate } = describeOperation(request.operation);
  const path = pathTemplate.replace(/\{\w+\}/, () => escapeUri(parseModelId(request.modelId ?? '')));
  const query = { ...request.query };
  const encoded = Object.entries(query).map(([name, value]) => `${escapeUri(name)}=${escapeUri(value)}`);
  return { path, query, pathAndQuery: encoded.length === 0 ? path : `${path}?${encoded.join('&')}` };
}
