import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksumOf } from './prelude-checksum.js';

describe('checksumOf', () => {
  it('is the check value of CRC-32 for the digits 1 to 9', () => {
    expect(checksumOf(Buffer.from('123456789'), 0, 9)).toBe(0xcbf43926);
  });

  it('is what zlib comes to, of any part', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(40), (bytes, from) => {
        const start = Math.min(from, bytes.length);
        expect(checksumOf(bytes, start, bytes.length)).toBe(crc32(bytes.subarray(start)));
      }),
      { seed: 20_261_123, numRuns: 500 },
    );
  });
});
