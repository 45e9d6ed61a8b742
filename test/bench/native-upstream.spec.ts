import { EventStreamCodec } from '@smithy/core/event-streams';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { putLoad } from '../../bench/ground/load.ts';
import { residentMbOf } from '../../bench/ground/proc.ts';
import { RawConnection } from '../support/raw-connection.js';
import { plainPost, requestsFileOf, shareNative } from './share-native.ts';
import { skipWithoutCompiler } from './skip-without-compiler.ts';

const CONVERSE = '/model/any/converse';
const STREAM = '/model/any/converse-stream';

describe.skipIf(skipWithoutCompiler('the compiled upstream'))('the compiled upstream', () => {
  const native = shareNative();
  beforeEach(() => native.upstream.behave({}));

  const post = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(native.url(path), { method: 'POST', body: 'a question', ...init });
  const counts = async (): Promise<Record<string, number>> =>
    (await fetch(native.url('/counts'))).json() as Promise<Record<string, number>>;
  const connect = async (): Promise<RawConnection> => {
    const connection = await RawConnection.open(native.url('/'));
    onTestFinished(() => connection[Symbol.dispose]());
    return connection;
  };

  describe('answers', () => {
    it('Converse with a text that makes it as long as it is told to be', async () => {
      await native.upstream.behave({ bodyBytes: 5_000 });
      const response = await post(CONVERSE);
      const text = await response.text();
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(text).toHaveLength(5_000);
      expect(JSON.parse(text)).toMatchObject({
        output: { message: { role: 'assistant', content: [{ text: expect.stringMatching(/^a+$/) as string }] } },
        stopReason: 'end_turn',
        usage: { inputTokens: 20, outputTokens: 50, totalTokens: 70 },
      });
    });

    it('InvokeModel, DynamoDB, and whoever only asks whether it is there', async () => {
      const target = { 'x-amz-target': 'DynamoDB_20120810.PutItem' };
      const stored = await post('/', { headers: target });
      expect(await (await post('/model/any/invoke')).json()).toEqual({
        completion: expect.stringMatching(/^a+$/) as string,
      });
      expect(stored.headers.get('content-type')).toBe('application/x-amz-json-1.0');
      expect(await stored.text()).toBe('{}');
      expect(await (await fetch(native.url('/foundation-models'))).text()).toBe('{}');
    });

    it.each(['/', '/model/any/conversed', '/converse/x'])('nothing on %s', async (path) => {
      expect((await post(path)).status).toBe(404);
    });

    it('a body in chunks, and one of 5 MB, and counts both', async () => {
      const before = await counts();
      const inChunks = new Blob(['a'.repeat(1_000)]).stream();
      expect((await post(CONVERSE, { body: inChunks, duplex: 'half' })).status).toBe(200);
      expect((await post(CONVERSE, { body: Buffer.alloc(5_000_000) })).status).toBe(200);
      const after = await counts();
      expect(Number(after['requests']) - Number(before['requests'])).toBe(2);
      expect(Number(after['bodyBytes']) - Number(before['bodyBytes'])).toBe(5_001_000);
    });
  });

  describe('streams', () => {
    it('frames that AWS’s own codec takes, each as long as it is told to be', async () => {
      await native.upstream.behave({ frames: 3, frameBytes: 250 });
      const response = await post(STREAM);
      const bytes = new Uint8Array(await response.arrayBuffer());
      expect(response.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
      expect(bytes).toHaveLength(7 * 250);
      const codec = new EventStreamCodec(
        (text) => Buffer.from(text).toString(),
        (text) => Buffer.from(text),
      );
      const messages = Array.from({ length: 7 }, (_, place) =>
        codec.decode(bytes.subarray(place * 250, (place + 1) * 250)),
      );
      const types = messages.map(({ headers }) => headers[':event-type']?.value);
      const closing = ['contentBlockStop', 'messageStop', 'metadata'];
      expect(types).toEqual(['messageStart', ...Array<string>(3).fill('contentBlockDelta'), ...closing]);
      const payloads = messages.map(({ body }) => JSON.parse(Buffer.from(body).toString()) as object);
      expect(payloads[1]).toEqual({ contentBlockIndex: 0, delta: { text: expect.stringMatching(/^a+$/) as string } });
      expect(payloads[6]).toMatchObject({ usage: { totalTokens: 70 } });
    });

    it('frames one by one, at the times that it is told', async () => {
      await native.upstream.behave({ frames: 5, intervalMs: 40, delayMs: 20 });
      const target = { port: native.upstream.port, requestsFile: requestsFileOf(plainPost(STREAM)) };
      const load = { connections: 1, seconds: 30, maxRequests: 1, frameBytes: 200 };
      const figures = await putLoad(native.programs.load, 'upstream', target, load);
      expect(figures.frames).toBe(9);
      expect(figures.firstByteUs.max).toBeGreaterThanOrEqual(20_000);
      // The closing comes one interval after the last delta.
      expect(figures.totalUs.max).toBeGreaterThanOrEqual(220_000);
      expect(figures.frameGapUs?.max).toBeGreaterThanOrEqual(30_000);
    });

    it('200 MB in no more memory than a few words', async () => {
      await native.upstream.behave({ frames: 1_000_000 });
      const target = { port: native.upstream.port, requestsFile: requestsFileOf(plainPost(STREAM)) };
      const figures = await putLoad(native.programs.load, 'upstream', target, {
        connections: 1,
        seconds: 60,
        maxRequests: 1,
      });
      expect(figures.bodyBytes).toBe(1_000_004 * 200);
      expect(residentMbOf(native.upstream.pid)).toBeLessThan(12);
    });

    it('to nobody who has gone', async () => {
      await native.upstream.behave({ frames: 1_000_000, intervalMs: 50 });
      const connection = await connect();
      await connection.send(plainPost(STREAM));
      await connection.receive('messageStart');
      expect(await counts()).toMatchObject({ open: 1 });
      connection[Symbol.dispose]();
      await expect.poll(async () => (await counts())['open']).toBe(0);
    });
  });

  describe('behaves as before', () => {
    it.each(['delayMs=-1', 'delayMs=x', 'delayMs=nan', 'delayMs', 'delayMs=', 'pace=1', 'bodyBytes=1e12', 'frames=0'])(
      'after %s',
      async (query) => {
        await native.upstream.behave({ bodyBytes: 700 });
        const response = await fetch(native.url(`/behavior?bodyBytes=800&${query}`), { method: 'PUT' });
        expect(response.status).toBe(400);
        expect(await (await post(CONVERSE)).text()).toHaveLength(700);
      },
    );
  });

  describe('cuts a connection without an answer', () => {
    it.each([
      ['for a head that is too long', `POST / HTTP/1.1\r\nX: ${'a'.repeat(9_000)}`],
      ['for a length that is none', 'POST / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n'],
      ['for two ways to say the length', 'POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n'],
      ['for a coding that it does not know', 'POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n'],
      ['for a chunk without a size', 'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n'],
      [
        'for a chunk of more than there is',
        'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n',
      ],
      ['for a NUL in the head', 'POST / HTTP/1.1\r\nX: \0\r\n\r\n'],
      ['for another protocol', 'PRI * HTTP/2.0\r\n\r\n'],
      ['for nothing that is HTTP', '\r\n\r\n'],
      ['for what comes before the answer', `${plainPost(CONVERSE)}${plainPost(CONVERSE)}`],
    ])('%s', async (_what, bytes) => {
      const connection = await connect();
      await connection.send(bytes);
      await connection.closed;
      expect(connection.received).toBe('');
      expect((await post(CONVERSE)).status).toBe(200);
    });
  });

  it('reads a request that comes byte by byte', async () => {
    const connection = await connect();
    for (const byte of plainPost(CONVERSE, 'abc')) await connection.send(byte);
    expect(await connection.receive('"totalTokens":70}}')).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });
});
