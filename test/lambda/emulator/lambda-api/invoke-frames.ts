import { EventStreamCodec } from '@smithy/core/event-streams';
import type { FunctionFailure } from '../function/function-failure.js';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

/** A piece of the answer. Source: @aws-sdk/client-lambda, `InvokeResponseStreamUpdate`: the payload is the frame's body. */
export function payloadChunkFrame(bytes: Uint8Array): Uint8Array {
  return frame('PayloadChunk', 'application/octet-stream', bytes);
}

/**
 * The last frame: says whether the function failed. Source: @aws-sdk/client-lambda,
 * `InvokeWithResponseStreamCompleteEvent`. What AWS writes into `ErrorCode` is not documented: rely on its being there.
 */
export function invokeCompleteFrame(failure?: FunctionFailure): Uint8Array {
  const complete = failure === undefined ? {} : { ErrorCode: failure.errorType, ErrorDetails: failure.payload };
  return frame('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(complete)));
}

function frame(eventType: string, contentType: string, body: Uint8Array): Uint8Array {
  const text = (value: string): { type: 'string'; value: string } => ({ type: 'string', value });
  const headers = {
    ':event-type': text(eventType),
    ':content-type': text(contentType),
    ':message-type': text('event'),
  };
  return codec.encode({ headers, body });
}
