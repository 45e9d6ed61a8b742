import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedOf } from '../../../../test/support/proof.js';
import { FrameDecoder } from './decode-frame.js';
import { readFrameHeaders } from './read-frame-headers.js';

const SEED = seedOf(20_261_123);
const codec = new EventStreamCodec(toUtf8, fromUtf8);
type Headers = Parameters<EventStreamCodec['encode']>[0]['headers'];
type Value = Headers[string];

const name = fc.oneof(
  fc.constantFrom(':message-type', ':event-type', ':exception-type', ':error-code', ':content-type'),
  fc.string({ minLength: 1, maxLength: 20 }),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.string({ maxLength: 40, unit: 'grapheme' }).map((text): Value => ({ type: 'string', value: text })),
  fc.boolean().map((flag): Value => ({ type: 'boolean', value: flag })),
  fc.integer({ min: -128, max: 127 }).map((number): Value => ({ type: 'byte', value: number })),
  fc.integer({ min: -32_768, max: 32_767 }).map((number): Value => ({ type: 'short', value: number })),
  fc.integer().map((number): Value => ({ type: 'integer', value: number })),
  fc.uint8Array({ maxLength: 40 }).map((bytes): Value => ({ type: 'binary', value: bytes })),
  fc.date({ noInvalidDate: true }).map((date): Value => ({ type: 'timestamp', value: date })),
  fc.uuid().map((id): Value => ({ type: 'uuid', value: id })),
);

/** One header: its name, its type, and the bytes of its value. */
function header(text: string, type: number, bytes: readonly number[] = []): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text), Buffer.from([type, ...bytes])]);
}

describe('readFrameHeaders', () => {
  it(`reads what the SDK's codec writes, whatever stands beside it (seed ${SEED})`, () => {
    const decoder = new FrameDecoder();
    fc.assert(
      fc.property(fc.dictionary(name, value, { maxKeys: 6 }), fc.uint8Array({ maxLength: 64 }), (headers, body) => {
        const textOf = (key: string) => (headers[key]?.type === 'string' ? headers[key].value : undefined);
        const frame = Buffer.from(codec.encode({ headers, body }));
        const expected = {
          messageType: textOf(':message-type') ?? '',
          ...(textOf(':event-type') !== undefined && { eventType: textOf(':event-type') }),
          ...(textOf(':exception-type') !== undefined && { exceptionType: textOf(':exception-type') }),
          ...(textOf(':error-code') !== undefined && { errorCode: textOf(':error-code') }),
          payload: Buffer.from(body),
        };
        // The second time it knows the headers.
        expect([decoder.decode(frame), decoder.decode(frame)]).toEqual([expected, expected]);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('takes the last of two with one name', () => {
    const twice = [header(':event-type', 7, [0, 1, 0x61]), header(':event-type', 7, [0, 1, 0x62])];
    expect(readFrameHeaders(Buffer.concat(twice))).toEqual({ messageType: '', eventType: 'b' });
  });

  it.each([
    ['a name that goes beyond the end', Buffer.from([9, 0x61])],
    ['a name without a type', Buffer.from([1, 0x61])],
    ['a type that there is not', header('a', 10)],
    ['a value that is missing', header('a', 4, [0, 0, 0])],
    ['half a length', header('a', 7, [0])],
    ['a text that goes beyond the end', header('a', 7, [0, 3, 0x61, 0x62])],
    ['the rest of one behind a good one', Buffer.concat([header('a', 0), Buffer.from([3])])],
  ])('does not read %s', (_, bytes) => {
    expect(readFrameHeaders(bytes)).toBeUndefined();
  });
});
