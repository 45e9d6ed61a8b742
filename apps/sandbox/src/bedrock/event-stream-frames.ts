import { EventStreamCodec } from '@smithy/core/event-streams';
import type { JsonObject } from '../json/json-object.js';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

/** What Bedrock pads its events with, so that their size on the wire does not tell their content. */
const paddingAlphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Padding of a length that looks random and is the same for the same place in a stream. */
export function paddingAt(index: number): string {
  return paddingAlphabet.slice(0, ((index * 17 + 5) % paddingAlphabet.length) + 1);
}

/** One event of a stream (`application/vnd.amazon.eventstream`), with lengths and both CRCs right. */
export function eventFrame(type: string, payload: JsonObject): Buffer {
  return frame({ ':event-type': type, ':message-type': 'event' }, payload);
}

/** The frame by which a stream that has begun still ends in a typed error. */
export function exceptionFrame(type: string, payload: JsonObject): Buffer {
  return frame({ ':exception-type': type, ':message-type': 'exception' }, payload);
}

/** The `chunk` event of an invoke stream: one JSON object of the model, as base64. */
export function chunkFrame(modelPayload: JsonObject, index: number): Buffer {
  const bytes = Buffer.from(JSON.stringify(modelPayload)).toString('base64');
  return eventFrame('chunk', { bytes, p: paddingAt(index) });
}

/** A copy of a frame whose last byte, and so its message CRC, is wrong. */
export function withWrongCrc(whole: Buffer): Buffer {
  const damaged = Buffer.from(whole);
  damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 0xff, damaged.length - 1);
  return damaged;
}

function frame(headers: Readonly<Record<string, string>>, payload: JsonObject): Buffer {
  const named = { ...headers, ':content-type': 'application/json' };
  const typed = Object.entries(named).map(([name, value]) => [name, { type: 'string' as const, value }] as const);
  return Buffer.from(codec.encode({ headers: Object.fromEntries(typed), body: Buffer.from(JSON.stringify(payload)) }));
}
