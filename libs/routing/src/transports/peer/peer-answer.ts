import type { BedrockReply } from '@app/bedrock';
import type { Attempt } from '../../route-trace.js';
import type { PeerFailure } from './peer-failure.js';
import { PEER_VERSION } from './peer-call.js';

/** What stands in front of the body of a sibling's answer. */
export interface PeerAnswerHead {
  /** The attempts that the sibling made, in order; the body is the last one's. */
  readonly attempts: readonly Attempt[];
  readonly outcome: PeerOutcome;
}

/**
 * A reply of Bedrock whose body follows; a failure, behind which the body of Bedrock's error follows; or a proof. That of
 * a trial names what was tried: a proof of something else is none.
 */
export type PeerOutcome =
  | ({ readonly kind: 'reply' } & PeerReplyHead)
  | { readonly kind: 'failure'; readonly failure: PeerFailure }
  | { readonly kind: 'proven'; readonly pendingVersionId?: string };

/** The head of a reply, as `BedrockReply` has it. */
export type PeerReplyHead = Pick<BedrockReply, 'status' | 'headers' | 'upstreamRequestId'>;

/** Ends the head. JSON escapes control characters, so no head contains it. */
export const END_OF_HEAD = Buffer.alloc(8);

/** The bytes of a head, its end included. */
export function encodePeerAnswerHead(head: PeerAnswerHead): Buffer {
  return Buffer.concat([Buffer.from(JSON.stringify({ version: PEER_VERSION, ...head })), END_OF_HEAD]);
}
