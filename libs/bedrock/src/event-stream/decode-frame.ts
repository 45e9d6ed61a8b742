import { crc32 } from 'node:zlib';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import type { EventStreamFrame } from './event-stream-frame.js';

/** Total length, headers length, checksum of both: four bytes each. Format: smithy.io, "Amazon Event Stream". */
export const PRELUDE_BYTES = 12;
const FRAME_OVERHEAD_BYTES = PRELUDE_BYTES + 4;
/** AWS allows 24 MB of payload; the headers are counted in here, so that one figure bounds the memory of a reader. */
const MAX_FRAME_BYTES = 24 * 1024 * 1024;
const MAX_HEADERS_BYTES = 128 * 1024;

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/**
 * Reads the length of a frame out of its prelude, once the prelude's checksum holds.
 *
 * @param bytes at least `PRELUDE_BYTES` of the frame.
 * @returns the length of the whole frame; undefined if the checksum is wrong or the length cannot be.
 */
export function readFrameLength(bytes: Buffer): number | undefined {
  const frameBytes = bytes.readUInt32BE(0);
  const headersBytes = bytes.readUInt32BE(4);
  const isPossible =
    frameBytes <= MAX_FRAME_BYTES &&
    headersBytes <= MAX_HEADERS_BYTES &&
    headersBytes + FRAME_OVERHEAD_BYTES <= frameBytes;
  return isPossible && crc32(bytes.subarray(0, 8)) === bytes.readUInt32BE(8) ? frameBytes : undefined;
}

/** Decodes one whole frame; undefined if its checksum is wrong or its headers cannot be read. */
export function decodeFrame(bytes: Buffer): EventStreamFrame | undefined {
  try {
    const { headers, body } = codec.decode(bytes);
    const text = (name: string): string | undefined => {
      const header = headers[name];
      return header?.type === 'string' ? header.value : undefined;
    };
    const payload = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const [eventType, exceptionType, errorCode] = [text(':event-type'), text(':exception-type'), text(':error-code')];
    return {
      messageType: text(':message-type') ?? '',
      ...(eventType === undefined ? {} : { eventType }),
      ...(exceptionType === undefined ? {} : { exceptionType }),
      ...(errorCode === undefined ? {} : { errorCode }),
      payload,
    };
  } catch {
    return undefined;
  }
}
