import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  () => '',
  (text) => Buffer.from(text, 'utf8'),
);

/** A frame as AWS encodes it, its headers all strings. */
export function encodeFrame(headers: Readonly<Record<string, string>>, payload: string | Buffer): Buffer {
  const typed = Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]);
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(payload) }));
}

/** An event, e.g. `eventFrame('metadata', { usage: ... })`. */
export function eventFrame(eventType: string, payload: unknown): Buffer {
  const headers = { ':event-type': eventType, ':content-type': 'application/json', ':message-type': 'event' };
  return encodeFrame(headers, JSON.stringify(payload));
}

/** A `chunk` event of an invoke stream around the model's own JSON. */
export function chunkFrame(modelJson: unknown): Buffer {
  return eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(modelJson)).toString('base64'), p: 'abcd' });
}

export function exceptionFrame(exceptionType: string): Buffer {
  const headers = { ':exception-type': exceptionType, ':message-type': 'exception' };
  return encodeFrame(headers, JSON.stringify({ message: 'x' }));
}
