import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { chunkFrame, encodeFrame, eventFrame } from '../testing/event-stream-frames.js';
import { chunkBytes } from './event-stream-frame.js';
import type { EventStreamFrame } from './event-stream-frame.js';
import { readFrames } from './read-frames.js';

async function readAll(body: AsyncIterable<Uint8Array>): Promise<{ frames: EventStreamFrame[]; error?: unknown }> {
  const frames: EventStreamFrame[] = [];
  try {
    for await (const frame of readFrames(body)) frames.push(frame);
    return { frames };
  } catch (error) {
    return { frames, error };
  }
}

describe('readFrames', () => {
  it('gives out the frames before the damage, then throws', async () => {
    const { frames, error } = await readAll(Readable.from([chunkFrame({}), Buffer.alloc(20), chunkFrame({})]));
    expect(frames).toHaveLength(1);
    expect(error).toMatchObject({ kind: 'stream-broken', reason: 'damaged-frame' });
  });

  it('throws when the stream ends inside a frame', async () => {
    const { error } = await readAll(Readable.from([chunkFrame({}).subarray(0, 30)]));
    expect(error).toMatchObject({ kind: 'stream-broken', reason: 'damaged-frame' });
  });

  it('lets errors of the body through unchanged', async () => {
    const cut = new Error('cut');
    const body = Readable.from([chunkFrame({})]);
    body.once('data', () => body.destroy(cut));
    expect((await readAll(body)).error).toBe(cut);
  });

  it('ends the body when the loop is left early', async () => {
    const body = Readable.from([chunkFrame({}), chunkFrame({})]);
    for await (const frame of readFrames(body)) {
      expect(frame.eventType).toBe('chunk');
      break;
    }
    expect(body.destroyed).toBe(true);
  });

  it('reads a whole stream', async () => {
    const { frames, error } = await readAll(Readable.from([chunkFrame({ n: 1 }), chunkFrame({ n: 2 })]));
    expect(error).toBeUndefined();
    expect(frames.map((frame) => chunkBytes(frame).toString())).toEqual(['{"n":1}', '{"n":2}']);
  });
});

describe('chunkBytes', () => {
  // The bytes 0xfb 0xff 0xbf are `+/+/` in base64.
  it.each([
    ['as Bedrock writes it', '{"bytes":"+/+/","p":"abcd"}'],
    ['with the slash escaped, as some JSON writers do', String.raw`{"bytes":"+\/+\/","p":"abcd"}`],
    ['with the bytes behind the padding', '{"p":"abcd","bytes":"+/+/"}'],
    ['with space in it', '{ "bytes" : "+/+/" }'],
  ])('gives the bytes of a payload %s', async (_, payload) => {
    const [frame] = (await readAll(Readable.from([encodeFrame({ ':event-type': 'chunk' }, payload)]))).frames;
    expect(frame && chunkBytes(frame)).toEqual(Buffer.from([0xfb, 0xff, 0xbf]));
  });

  it.each([
    ['no JSON', encodeFrame({ ':event-type': 'chunk' }, 'x')],
    ['no object', encodeFrame({ ':event-type': 'chunk' }, 'null')],
    ['without bytes', eventFrame('chunk', { p: 'abc' })],
    ['with bytes that are no text', eventFrame('chunk', { bytes: 7 })],
  ])('refuses a payload that is %s', async (_, bytes) => {
    const [frame] = (await readAll(Readable.from([bytes]))).frames;
    expect(() => frame && chunkBytes(frame)).toThrow(
      expect.objectContaining({ kind: 'stream-broken', reason: 'chunk-without-bytes' }),
    );
  });
});
