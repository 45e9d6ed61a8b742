import type { Server } from 'node:http';
import type { Invocation } from '../exchange/invocation.js';
import { carryEvent } from './carry-event.js';
import type { ProxyRequest } from './proxy-event.js';
import { ResponseSink, type ResponseStream } from './response-sink.js';

/**
 * Answers one request with a stream: status and headers in front, then each chunk as it comes.
 *
 * @throws {InvocationError} if the answer broke off, or nobody takes it: what had left is no whole answer then.
 */
export async function streamAnswer(
  server: Server,
  request: ProxyRequest,
  invocation: Invocation,
  stream: ResponseStream,
): Promise<void> {
  using sink = new ResponseSink(stream);
  await carryEvent(server, request, invocation, {
    signal: sink.signal,
    // The runtime sends status and headers with the first write, and nothing at all without one.
    begin: (prelude) => {
      awslambda.HttpResponseStream.from(stream, { ...prelude });
      return sink.write('');
    },
    write: (chunk) => sink.write(chunk),
  });
  await sink.end();
}
