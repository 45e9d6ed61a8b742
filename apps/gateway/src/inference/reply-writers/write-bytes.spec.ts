import { once } from 'node:events';
import { BedrockCallError, type BedrockReply } from '@app/bedrock';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createBody, createReply } from '../../testing/create-reply.js';
import { chunkFrame, damage, exceptionFrame } from '../../testing/event-stream-frames.js';
import { openSocket, startLoopbackApp, untilQuiet, type LoopbackApp } from '../../testing/loopback-app.js';
import { writeBytes } from './write-bytes.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
const FRAMES = { 'content-type': 'application/vnd.amazon.eventstream' };

/** An application that hands one reply on; `handled` gives what was noted. */
function startWriter(reply: BedrockReply, timeoutMs = 60_000): Promise<LoopbackApp> {
  return startLoopbackApp(async (request, response) => {
    let firstBytes = 0;
    request.exchange.startDeadline(timeoutMs);
    const onFirstByte = (): void => {
      firstBytes += 1;
    };
    await writeBytes({ reply, request, response, signal: request.exchange.signal, onFirstByte });
    return { firstBytes };
  });
}

const errorOf = (app: LoopbackApp): Promise<unknown> => app.handled().catch((error: unknown) => error);

describe('writeBytes', () => {
  it('fails before the head has gone out where the body breaks before its first byte', async () => {
    const body = createBody();
    body.destroy(new BedrockCallError('stream-broken', 'cut'));
    await using app = await startLoopbackApp(async (request, response) => {
      const delivery = { reply: createReply(body), request, response, signal: request.exchange.signal };
      const error: unknown = await writeBytes({ ...delivery, onFirstByte: () => undefined }).catch((e: unknown) => e);
      return [error, response.headersSent, response.getHeaderNames().includes('content-type')];
    });
    const socket = await openSocket(app.port);
    socket.write(GET);
    expect(await app.handled()).toEqual([expect.objectContaining({ reason: 'cut' }), false, false]);
  });

  it('claims nothing about a body that comes too late', async () => {
    const reply = createReply(['{}'], { headers: { 'content-type': 'application/json', 'content-length': '2' } });
    await using app = await startLoopbackApp(async (request, response) => {
      const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
      const delivery = { reply, request, response, signal, onFirstByte: () => expect.unreachable() };
      const error: unknown = await writeBytes(delivery).catch((caught: unknown) => caught);
      response.end();
      return [error, response.getHeader('content-type'), response.getHeader('content-length')];
    });
    await fetch(app.url);
    expect(await app.handled()).toEqual([expect.objectContaining({ kind: 'timeout' }), undefined, undefined]);
  });

  it.each([
    ['without a length', FRAMES],
    ['of the length that was announced', { ...FRAMES, 'content-length': '162' }],
  ])('never lets a damaged stream pass for a whole one: %s', async (_what, headers) => {
    const bytes = [chunkFrame('{"a":1}'), damage(chunkFrame('{"b":2}'))];
    await using app = await startWriter(createReply(bytes, { headers, inspection: { damaged: true } }));
    const answer = await fetch(app.url);
    expect(answer.headers.has('content-length')).toBe(false);
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
    expect(await errorOf(app)).toMatchObject({ kind: 'stream-broken', reason: 'damaged-frames' });
  });

  it('fails where the stream breaks on the way', async () => {
    const body = createBody();
    await using app = await startWriter(createReply(body, { headers: FRAMES }));
    body.push(chunkFrame('{}'));
    const answer = await fetch(app.url);
    body.destroy(new BedrockCallError('stream-broken', 'cut'));
    await expect(answer.arrayBuffer()).rejects.toThrow('terminated');
    expect(await errorOf(app)).toMatchObject({ reason: 'cut' });
  });

  it('reads no faster than the caller does, and ends the body of Bedrock when the caller goes away', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let given = 0;
    const body = new Readable({
      read(): void {
        given += 1;
        this.push(chunk);
      },
    });
    await using app = await startWriter(createReply(body));
    const socket = await openSocket(app.port);
    socket.write(GET);
    await once(socket, 'data');
    socket.pause();
    await untilQuiet(() => given);
    // The kernel's buffers of both ends hold some of it; an endless body would be gigabytes by now.
    expect(given).toBeLessThan(64);
    expect(body.destroyed).toBe(false);
    socket.destroy();
    expect(await errorOf(app)).toMatchObject({ kind: 'client-gone' });
    expect(body.destroyed).toBe(true);
  });
});

describe('a whole body', () => {
  it('is passed on byte for byte, exception frames included, with its type', async () => {
    const frames = [chunkFrame('{"a":1}'), exceptionFrame('throttlingException')];
    await using app = await startWriter(createReply(frames, { headers: FRAMES }));
    const answer = await fetch(app.url);
    expect(answer.headers.get('content-type')).toBe('application/vnd.amazon.eventstream');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.concat(frames));
    expect(await app.handled()).toEqual({ firstBytes: 1 });
  });

  it('keeps its length, its type as it was written, and every byte that is no text', async () => {
    const bytes = Buffer.from([0x00, 0xff, 0xfe, 0x0d, 0x0a]);
    const headers = { 'content-type': 'image/png; x=Y', 'content-length': '5' };
    await using app = await startWriter(createReply([bytes], { headers }));
    const answer = await fetch(app.url);
    expect(answer.headers.get('content-type')).toBe('image/png; x=Y');
    expect(answer.headers.get('content-length')).toBe('5');
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  it('may be empty, and have no type', async () => {
    await using app = await startWriter(createReply([]));
    const answer = await fetch(app.url);
    expect(answer.status).toBe(200);
    expect(answer.headers.has('content-type')).toBe(false);
    expect(await answer.text()).toBe('');
    expect(await app.handled()).toEqual({ firstBytes: 1 });
  });

  it('goes out chunk by chunk: the first is there before the second exists', async () => {
    const body = createBody();
    await using app = await startWriter(createReply(body));
    body.push('first');
    const reader = (await fetch(app.url)).body?.getReader();
    const decode = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await decode()).toBe('first');
    body.push('second');
    expect(await decode()).toBe('second');
    body.push(null);
    expect(await decode()).toBe('');
  });
});
