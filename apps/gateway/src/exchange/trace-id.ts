import type { IncomingMessage } from 'node:http';
import { invocationOf } from './invocation.js';

/** Version 00, the only one there is; ids of nothing but zeros are none. Source: W3C Trace Context, section 3.2. */
const TRACE_PARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The trace that a request belongs to. In a function the platform says so, and nobody else: callers could send any header.
 * Behind a listener the caller's own trace is what there is; what is no `traceparent` to the letter is ignored.
 */
export function traceIdOf(request: IncomingMessage): string | undefined {
  const invocation = invocationOf(request);
  if (invocation !== undefined) return invocation.traceId;
  const { traceparent } = request.headers;
  // Node joins repeated headers with a comma, which no pattern here takes.
  return typeof traceparent === 'string' ? TRACE_PARENT.exec(traceparent)?.[1] : undefined;
}
