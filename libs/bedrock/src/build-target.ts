import { escapeUri } from '@smithy/core/protocols';
import { describeOperation } from './bedrock-operations.js';
import type { BedrockRequest } from './model-invoker.js';
import { isModelLabel, parsePathLabel, type PathLabel } from './path-labels.js';

type TargetedRequest = Pick<BedrockRequest, 'operation' | 'modelId' | 'labels' | 'query'>;

/** Path and query of a request, in the encoding that goes over the wire and is signed. */
export interface RequestTarget {
  readonly path: string;
  /** As given, unencoded: the signer sorts and encodes it itself. */
  readonly query: Record<string, string>;
  /** Path and encoded query together. */
  readonly pathAndQuery: string;
}

/**
 * Puts the model id and the other labels into the operation's path, each percent-encoded exactly once (RFC 3986
 * unreserved characters stay).
 *
 * Each is validated here again although callers do it too: this is the last line before the wire, and it alone
 * guarantees that an id cannot change which operation is called.
 *
 * @throws {ModelIdInvalidError} if the operation needs an id and none, or no valid one, is given.
 * @throws {PathLabelInvalidError} if it needs another label and none, or no valid one, is given.
 */
export function buildTarget(request: TargetedRequest): RequestTarget {
  const { pathTemplate, labels } = describeOperation(request.operation);
  const path = labels.reduce(
    (filled, label) => filled.replace(`{${label}}`, () => escapeUri(parsePathLabel(label, valueOf(label, request)))),
    pathTemplate,
  );
  const query = { ...request.query };
  const encoded = Object.entries(query).map(([name, value]) => `${escapeUri(name)}=${escapeUri(value)}`);
  return { path, query, pathAndQuery: encoded.length === 0 ? path : `${path}?${encoded.join('&')}` };
}

function valueOf(label: PathLabel, { modelId, labels }: TargetedRequest): string {
  return (isModelLabel(label) ? modelId : labels?.[label]) ?? '';
}
