import { BedrockCallError } from '@app/bedrock';
import type { Delivery } from './reply-writer.js';
import { writeChunk } from './write-chunk.js';

/** Passes the body on as it comes: JSON answers, and event streams frame by frame, exception frames included. */
export async function writeBytes({ reply, response, signal, onFirstByte }: Delivery): Promise<void> {
  let open = false;
  const begin = (): void => {
    open = true;
    onFirstByte();
    const { 'content-type': contentType, 'content-length': contentLength } = reply.headers;
    if (contentType !== undefined) response.setHeader('Content-Type', contentType);
    if (contentLength !== undefined) response.setHeader('Content-Length', contentLength);
  };
  for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
    if (!open) begin();
    await writeChunk(response, chunk, signal);
  }
  // Every byte has been passed on, but the caller must not take it for a whole stream.
  if (reply.inspect().damaged) throw new BedrockCallError('stream-broken', 'damaged-frames');
  if (!open) begin();
  response.end();
}
