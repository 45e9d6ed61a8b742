import { RelayedBody, type RelaySource } from './answer/relayed-body.js';
import type { BedrockReply, BedrockRequest } from './model-invoker.js';
import { countsPlaceOf } from './usage/counts-place.js';
import { ReplyTap } from './usage/reply-tap.js';

/** The head of a reply, as another process received it from Bedrock. */
export type RelayedHead = Pick<BedrockReply, 'status' | 'headers' | 'upstreamRequestId'>;

/**
 * Makes a reply of one that another process received from Bedrock and hands on: counted on its way like any other.
 *
 * @param source the body's chunks, and what ends them.
 */
export function relayReply(
  { operation }: BedrockRequest,
  { status, headers, upstreamRequestId }: RelayedHead,
  source: Omit<RelaySource, 'tap'>,
): BedrockReply {
  const tap = new ReplyTap(countsPlaceOf(operation), headers);
  return {
    status,
    headers,
    upstreamRequestId,
    body: new RelayedBody({ ...source, tap }),
    inspect: () => tap.inspect(),
  };
}
