import { crc32 } from 'node:zlib';
import type { EventStreamFrame } from './event-stream-frame.js';
import { checksumOf } from './prelude-checksum.js';
import { readFrameHeaders, type FrameHeaders } from './read-frame-headers.js';

/** Total length, headers length, checksum of both: four bytes each. Format: smithy.io, "Amazon Event Stream". */
export const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
const FRAME_OVERHEAD_BYTES = PRELUDE_BYTES + CHECKSUM_BYTES;
/** AWS allows 24 MB of payload; the headers are counted in here, so that one figure bounds the memory of a reader. */
const MAX_FRAME_BYTES = 24 * 1024 * 1024;
const MAX_HEADERS_BYTES = 128 * 1024;

/**
 * Reads the length of a frame out of its prelude, once the prelude's checksum holds.
 *
 * @param at where the frame begins; at least `PRELUDE_BYTES` of it are there.
 * @returns the length of the whole frame; undefined if the checksum is wrong or the length cannot be.
 */
export function readFrameLength(bytes: Buffer, at = 0): number | undefined {
  const frameBytes = bytes.readUInt32BE(at);
  const headersBytes = bytes.readUInt32BE(at + 4);
  const isPossible =
    frameBytes <= MAX_FRAME_BYTES &&
    headersBytes <= MAX_HEADERS_BYTES &&
    headersBytes + FRAME_OVERHEAD_BYTES <= frameBytes;
  return isPossible && checksumOf(bytes, at, at + 8) === bytes.readUInt32BE(at + 8) ? frameBytes : undefined;
}

/**
 * Decodes frames. It remembers the headers of the last one: in a stream they are the same for nearly all, byte by byte.
 */
export class FrameDecoder {
  #headersRead: Buffer = Buffer.alloc(0);
  #headers: FrameHeaders | undefined;

  /**
   * Decodes one whole frame; undefined if its checksum is wrong or its headers cannot be read.
   *
   * @param bytes a frame whose prelude `readFrameLength` has found in order.
   */
  decode(bytes: Buffer): EventStreamFrame | undefined {
    const end = bytes.length - CHECKSUM_BYTES;
    if (crc32(bytes.subarray(0, end)) !== bytes.readUInt32BE(end)) return undefined;
    const payloadAt = PRELUDE_BYTES + bytes.readUInt32BE(4);
    const headers = this.#read(bytes, payloadAt);
    return headers && { ...headers, payload: bytes.subarray(payloadAt, end) };
  }

  #read(bytes: Buffer, end: number): FrameHeaders | undefined {
    const last = this.#headersRead;
    const isSame = bytes.compare(last, 0, last.length, PRELUDE_BYTES, end) === 0;
    if (isSame && this.#headers !== undefined) return this.#headers;
    // A copy: what frames are read from is used again.
    this.#headersRead = Buffer.from(bytes.subarray(PRELUDE_BYTES, end));
    this.#headers = readFrameHeaders(this.#headersRead);
    return this.#headers;
  }
}
