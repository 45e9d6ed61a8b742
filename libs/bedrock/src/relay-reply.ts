import { Readable } from 'node:stream';
import type { BedrockReply, BedrockRequest } from './model-invoker.js';
import { countsPlaceOf } from './usage/counts-place.js';
import { ReplyTap } from './usage/reply-tap.js';
import { unlessAborted } from './until-aborted.js';

/** The head of a reply, as another process received it from Bedrock. */
export type RelayedHead = Pick<BedrockReply, 'status' | 'headers' | 'upstreamRequestId'>;

/**
 * Makes a reply of one that another process received from Bedrock and hands on: counted on its way like any other.
 *
 * @param chunks the body. It must end or fail when the signal fires; who destroys the reply's body ends its iterator.
 */
export function relayReply(
  { operation }: BedrockRequest,
  { status, headers, upstreamRequestId }: RelayedHead,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): BedrockReply {
  const tap = new ReplyTap(countsPlaceOf(operation), headers);
  const body = Readable.from(tapped(chunks, tap, signal), { objectMode: false });
  // It may break before its consumer listens; without this listener that would end the process.
  body.on('error', () => undefined);
  return { status, headers, upstreamRequestId, body, inspect: () => tap.inspect() };
}

async function* tapped(
  chunks: AsyncIterable<Uint8Array>,
  tap: ReplyTap,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { value, done } = await unlessAborted(source.next(), signal);
      if (done === true) break;
      tap.observe(value);
      yield value;
    }
    tap.end();
  } finally {
    await source.return?.();
  }
}
