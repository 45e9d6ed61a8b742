import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  () => '',
  (text) => Buffer.from(text, 'utf8'),
);

/** A frame as AWS encodes it, its headers all strings. */
export function encodeFrame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(payload) }));
}

/** A `chunk` event around the model's own JSON, given as the text that the model sent. */
export function chunkFrame(modelJson: string): Buffer {
  const headers = { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' };
  return encodeFrame(headers, JSON.stringify({ bytes: Buffer.from(modelJson).toString('base64'), p: 'abcd' }));
}

/** An exception as Bedrock sends it inside a stream. */
export function exceptionFrame(exceptionType: string, payload = '{"message":"said by Bedrock"}'): Buffer {
  return encodeFrame({ ':exception-type': exceptionType, ':message-type': 'exception' }, payload);
}

/** The same frame with one bit of its payload turned over. */
export function damage(frame: Buffer): Buffer {
  const damaged = Buffer.from(frame);
  const at = frame.length - 8;
  damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
  return damaged;
}
