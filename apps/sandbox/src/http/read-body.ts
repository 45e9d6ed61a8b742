import type { HttpRequest } from './http-messages.js';

/** The longest a client may take to send its body; a stand-in on loopback has no slow networks to be kind to. */
const bodyTimeoutMs = 60_000;

/** A whole body, or why there is none: `incomplete` when the client left or dawdled. */
export type Body = Buffer | 'too-long' | 'incomplete';

/**
 * Reads a whole request body, keeping at most `maxBytes` of it in memory; never throws.
 *
 * A body over the limit is read to its end and dropped, so that the client hears the refusal instead of a reset.
 */
export async function readBody(
  request: HttpRequest,
  maxBytes: number,
  onBytes: (count: number) => void = () => undefined,
): Promise<Body> {
  const timer = setTimeout(() => request.destroy(new Error('the request body took too long')), bodyTimeoutMs);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      onBytes(chunk.length);
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return 'incomplete';
  } finally {
    clearTimeout(timer);
  }
  // HTTP/2 ends the body of a cancelled stream quietly, as if it were complete.
  if (request.aborted) return 'incomplete';
  return length > maxBytes ? 'too-long' : Buffer.concat(chunks);
}
