import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Invocation } from '../function/invocation.js';
import { takePrelude } from './split-prelude.js';
import { TimeLimit } from './time-limit.js';
import type { WriteHead } from './write-head.js';

/** How long a streamed answer may take and pause. */
export interface StreamLimits {
  readonly timeoutMs: number;
  readonly idleMs: number;
}

/**
 * Sends a streamed answer on, each chunk as it comes and no faster than the client reads. What fails before the head
 * is an error; what fails after it cuts the connection, for nothing else can be said any more.
 * @throws GatewayError, FunctionFailure or TimeLimitError before the head
 */
export async function answerStreamed(
  response: ServerResponse,
  invocation: Invocation,
  limits: StreamLimits,
  writeHead: WriteHead,
): Promise<void> {
  using limit = new TimeLimit(limits.timeoutMs);
  const chunks = limit.over(invocation.body(), limits.idleMs);
  try {
    const { head, rest } = await takePrelude(chunks);
    writeHead(response, head);
    response.flushHeaders();
    if (rest.length > 0) await write(response, rest);
    for await (const chunk of chunks) {
      // The function is not told that the client has left: it goes on, and its answer is thrown away.
      if (response.closed) return;
      await write(response, chunk);
    }
    response.end();
  } catch (error) {
    if (!response.headersSent) throw error;
    // What was written still goes out; what would say that the answer is whole does not.
    response.socket?.destroySoon();
  } finally {
    await chunks.return();
  }
}

async function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  if (response.write(chunk)) return;
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  done.abort();
}
