import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportProof, runsOf, seedOf } from '../../../../test/support/proof.js';
import { chunkFrame, encodeFrame, eventFrame, exceptionFrame } from '../testing/event-stream-frames.js';
import { FrameReader } from './frame-reader.js';

function changed(frame: Buffer, at: number): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt8(copy.readUInt8(at) ^ 0xff, at);
  return copy;
}

const SEED = seedOf(20_261_122);
const RUNS = runsOf({ sample: 300, full: 30_000 });

describe('FrameReader, given damage', () => {
  const frame = eventFrame('chunk', { bytes: 'AAAA' });

  it.each([
    ['a wrong length', 0],
    ['a wrong headers length', 7],
    ['a wrong prelude checksum', 8],
    ['a changed header', 14],
    ['a changed payload', frame.length - 6],
    ['a wrong frame checksum', frame.length - 1],
  ])('stops at %s, after giving out the frames before it', (_, at) => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.concat([frame, changed(frame, at), frame]))).toHaveLength(1);
    expect(reader.damaged).toBe(true);
    expect(reader.push(frame)).toEqual([]);
  });

  it('sees it in a frame that comes in pieces, too', () => {
    for (const at of [8, frame.length - 1]) {
      const reader = new FrameReader();
      const bytes = changed(frame, at);
      const found = [...bytes].flatMap((_, index) => reader.push(bytes.subarray(index, index + 1)));
      expect([found, reader.damaged]).toEqual([[], true]);
    }
  });

  it('holds no memory for a length that no frame can have', () => {
    // Correct checksums, but: 4 GB, 25 MB, headers longer than the frame, headers over 128 kB. CRC-32 by Python's zlib.
    for (const prelude of [
      'fffffff0000000007daf682e',
      '01900000000000004640a9cb',
      '0000001100000002d6ac0077',
      '0010000000030d40c3c8c223',
    ]) {
      const reader = new FrameReader();
      expect(reader.push(Buffer.from(prelude, 'hex'))).toEqual([]);
      expect(reader.damaged).toBe(true);
    }
  });

  it('does not wait for a frame whose length it cannot trust', () => {
    const reader = new FrameReader();
    reader.push(Buffer.from('0010000000000000deadbeef', 'hex'));
    expect(reader.damaged).toBe(true);
  });

  it('takes headers that cannot be read for damage', () => {
    // One header of type 99; checksums by Python's zlib.
    const bytes = Buffer.from(UNREADABLE_HEADER, 'hex');
    const reader = new FrameReader();
    expect(reader.push(bytes)).toEqual([]);
    expect(reader.damaged).toBe(true);
  });

  it('takes an end inside a frame for damage', () => {
    for (const length of [1, 11, 12, 13, frame.length - 1]) {
      const reader = new FrameReader();
      reader.push(frame.subarray(0, length));
      expect(reader.damaged).toBe(false);
      reader.end();
      expect(reader.damaged).toBe(true);
    }
  });
});

const UNREADABLE_HEADER = '0000001300000003db6b6381016163cbc54fde';

describe('FrameReader', () => {
  it('decodes what a frame says about itself', () => {
    const error = encodeFrame({ ':message-type': 'error', ':error-code': 'InternalError' }, '');
    const frames = new FrameReader().push(
      Buffer.concat([
        eventFrame('chunk', { a: 1 }),
        exceptionFrame('throttlingException'),
        error,
        encodeFrame({}, 'x'),
      ]),
    );
    expect(frames).toEqual([
      { messageType: 'event', eventType: 'chunk', payload: Buffer.from('{"a":1}') },
      { messageType: 'exception', exceptionType: 'throttlingException', payload: Buffer.from('{"message":"x"}') },
      { messageType: 'error', errorCode: 'InternalError', payload: Buffer.alloc(0) },
      { messageType: '', payload: Buffer.from('x') },
    ]);
  });

  it('ignores a header that is there but is no text', () => {
    const reader = new FrameReader();
    expect(reader.push(Buffer.from(BOOLEAN_EVENT_TYPE, 'hex'))).toEqual([
      { messageType: '', payload: Buffer.alloc(0) },
    ]);
    expect(reader.damaged).toBe(false);
  });

  it(`gives out the same frames whatever the chunks (seed ${SEED})`, () => {
    const frames = [
      chunkFrame({ text: 'a' }),
      eventFrame('x', 'y'.repeat(300)),
      encodeFrame({}, ''),
      exceptionFrame('e'),
    ];
    const bytes = Buffer.concat(frames);
    const whole = new FrameReader().push(bytes);
    expect(whole).toHaveLength(4);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 30 }), (cuts) => {
        const reader = new FrameReader();
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const found = edges.flatMap((edge, i) => reader.push(bytes.subarray(edges[i - 1] ?? 0, edge)));
        reader.end();
        expect([found, reader.damaged]).toEqual([whole, false]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    reportProof({ proof: 'fuzz-frames', seed: SEED, figures: { cuts: RUNS } });
  });

  it('copies nothing of a frame that lies whole in a chunk', () => {
    const bytes = chunkFrame({ text: 'a' });
    expect(new FrameReader().push(bytes)[0]?.payload.buffer).toBe(bytes.buffer);
  });

  it('keeps a frame that came in pieces good while the next one begins, in the same chunk', () => {
    const bytes = Buffer.concat(['1', '2'].map((text) => encodeFrame({ ':event-type': 'chunk' }, text.repeat(400))));
    const reader = new FrameReader();
    reader.push(bytes.subarray(0, 200));
    const [frame] = reader.push(bytes.subarray(200, 700));
    expect(frame?.payload.toString()).toBe('1'.repeat(400));
    const [next] = reader.push(bytes.subarray(700));
    expect(next?.payload.toString()).toBe('2'.repeat(400));
  });

  it('puts a long stream together in two buffers, however many frames it has', () => {
    const frame = encodeFrame({ ':event-type': 'chunk' }, 'x'.repeat(400));
    const reader = new FrameReader();
    const used = new Set<ArrayBufferLike>();
    const bytes = Buffer.concat(Array.from({ length: 50 }, () => frame));
    for (let at = 0; at < bytes.length; at += 300) {
      for (const { payload } of reader.push(bytes.subarray(at, at + 300))) used.add(payload.buffer);
    }
    expect(used.size).toBe(2);
  });

  it('reads a frame of several megabytes in small chunks', () => {
    const bytes = encodeFrame({ ':event-type': 'chunk' }, Buffer.alloc(5_000_000, 'z'));
    const reader = new FrameReader();
    let payloadBytes = 0;
    for (let at = 0; at < bytes.length; at += 16_384) {
      for (const frame of reader.push(bytes.subarray(at, at + 16_384))) payloadBytes += frame.payload.length;
    }
    expect(payloadBytes).toBe(5_000_000);
  });

  it('reads bytes that are no Buffer', () => {
    expect(new FrameReader().push(new Uint8Array(chunkFrame({})))).toHaveLength(1);
  });
});

const BOOLEAN_EVENT_TYPE = '0000001d0000000d83e3f0e70b3a6576656e742d7479706500231e9a6e';
