import { BedrockCallError } from '../errors.js';
import type { EventStreamFrame } from './event-stream-frame.js';
import { FrameReader } from './frame-reader.js';

/**
 * Reads the frames of a streamed reply one after the other, at the consumer's pace.
 *
 * Leaving the loop early ends the body, if the body is a stream. Errors of the body come through unchanged.
 *
 * @throws {BedrockCallError} of kind `stream-broken` at the first damaged frame; the frames before it were given out.
 *
 * @example
 * for await (const frame of readFrames(reply.body)) {
 *   if (frame.eventType === 'chunk') writer.write(chunkBytes(frame));
 * }
 */
export async function* readFrames(body: AsyncIterable<Uint8Array>): AsyncGenerator<EventStreamFrame, void, void> {
  const reader = new FrameReader();
  for await (const chunk of body) {
    yield* reader.push(chunk);
    if (reader.damaged) break;
  }
  reader.end();
  if (reader.damaged) throw new BedrockCallError('stream-broken', 'damaged-frame');
}
