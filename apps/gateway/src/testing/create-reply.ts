import type { BedrockReply, ReplyInspection } from '@app/bedrock';
import { Readable } from 'node:stream';

/** What a test may want otherwise. */
export interface ReplyFacts {
  readonly headers?: Readonly<Record<string, string>>;
  readonly inspection?: Partial<ReplyInspection>;
}

/** A 200 of Bedrock with the body given, which is either a stream or all of its chunks. */
export function createReply(
  body: Readable | readonly (Uint8Array | string)[],
  { headers = {}, inspection = {} }: ReplyFacts = {},
): BedrockReply {
  return {
    status: 200,
    headers,
    upstreamRequestId: '11111111-2222-3333-4444-555555555555',
    body: body instanceof Readable ? body : Readable.from(body.map((chunk) => Buffer.from(chunk))),
    inspect: () => ({ usage: {}, bodyBytes: 0, damaged: false, ...inspection }),
  };
}

/** A body that a test feeds by hand, with `push`. Like Bedrock's, it may break before anybody listens. */
export function createBody(): Readable {
  return new Readable({ read: () => undefined }).on('error', () => undefined);
}
