import { BedrockCallError, throwIfAborted } from '@app/bedrock';
import type { Delivery } from './reply-writer.js';
import { passOn } from './pass-on.js';
import { endAnswer } from './write-chunk.js';

/** Media type of Bedrock's own frames. */
export const EVENT_STREAM = 'application/vnd.amazon.eventstream';

/** Passes the body on as it comes: JSON answers, and event streams frame by frame, exception frames included. */
export async function writeBytes(delivery: Delivery): Promise<void> {
  const { reply, response, signal } = delivery;
  let open = false;
  await passOn(reply.body, response, signal, () => {
    begin(delivery);
    open = true;
  });
  // Every byte has been passed on, but the caller must not take it for a whole stream.
  if (reply.inspect().damaged) throw new BedrockCallError('stream-broken', 'damaged-frames');
  if (!open) begin(delivery);
  await endAnswer(response, signal);
}

function begin({ reply, response, signal, onFirstByte }: Delivery): void {
  throwIfAborted(signal);
  onFirstByte();
  const { 'content-type': contentType, 'content-length': contentLength } = reply.headers;
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  // A stream that turns out to be damaged has to end too early: with a length given, it could not.
  if (contentLength !== undefined && contentType !== EVENT_STREAM) response.setHeader('Content-Length', contentLength);
}
