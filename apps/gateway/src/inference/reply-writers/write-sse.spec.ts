import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { BedrockCallError, type BedrockReply } from '@app/bedrock';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBody, createReply } from '../../testing/create-reply.js';
import { chunkFrame, damage, encodeFrame, exceptionFrame } from '../../testing/event-stream-frames.js';
import { closed, openSocket, startLoopbackApp, untilQuiet, type LoopbackApp } from '../../testing/loopback-app.js';
import { writeServerSentEvents } from './write-sse.js';

const GET = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

/** An application that hands one reply on. One that fails with the status still open is a 599. */
function startWriter(reply: BedrockReply, onFirstByte: () => void = () => undefined): Promise<LoopbackApp> {
  return startLoopbackApp(async (request, response) => {
    const { signal } = request.exchange;
    try {
      await writeServerSentEvents({ reply, request, response, signal, onFirstByte });
    } catch (error) {
      if (!response.headersSent) response.status(599).end();
      else if (!response.writableEnded) response.destroy();
      return error;
    }
    return 'whole';
  });
}

/** The text of an answer, and how the writing of it ended. */
async function answerTo(reply: BedrockReply): Promise<{ status: number; text: string; ending: unknown }> {
  await using app = await startWriter(reply);
  const answer = await fetch(app.url);
  return { status: answer.status, text: await answer.text(), ending: await app.handled() };
}

const FIRST = 'data: {"a":1}\n\n';

describe('before the first chunk', () => {
  it.each([
    ['an exception frame', [exceptionFrame('throttlingException')], 'exception-frame'],
    ['a frame that is not known', [encodeFrame({ ':message-type': 'error' }, '{}')], 'unknown-frame'],
    ['a damaged frame', [damage(chunkFrame('{}'))], 'damaged-frame'],
    ['half a frame', [chunkFrame('{}').subarray(0, 20)], 'damaged-frame'],
    ['a chunk without bytes', [encodeFrame({ ':message-type': 'event', ':event-type': 'chunk' }, '{}')], 'chunk-without-bytes'], // prettier-ignore
  ])('%s leaves the status open', async (_what, frames, reason) => {
    const { status, text, ending } = await answerTo(createReply(frames));
    expect(ending).toMatchObject({ kind: 'stream-broken', reason });
    expect([status, text]).toEqual([599, '']);
  });

  it('a body that breaks leaves the status open', async () => {
    const body = createBody();
    body.destroy(new BedrockCallError('timeout', 'first-byte'));
    const { status, ending } = await answerTo(createReply(body));
    expect(ending).toMatchObject({ kind: 'timeout' });
    expect(status).toBe(599);
  });

  it('a deadline that has passed leaves the status open', async () => {
    await using app = await startLoopbackApp(async (request, response) => {
      const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
      const delivery = { reply: createReply([chunkFrame('{}')]), request, response, signal };
      const onFirstByte = (): void => expect.unreachable();
      const error: unknown = await writeServerSentEvents({ ...delivery, onFirstByte }).catch((e: unknown) => e);
      response.end();
      return [error, response.getHeader('content-type')];
    });
    await fetch(app.url);
    expect(await app.handled()).toEqual([expect.objectContaining({ kind: 'timeout' }), undefined]);
  });
});

describe('behind the first chunk', () => {
  const BROKE_OFF = { type: 'UpstreamException', message: 'The answer broke off', retryable: true, details: {} };

  it.each([
    {
      what: 'an exception frame',
      frame: exceptionFrame('throttlingException'),
      problem: {
        statusCode: 429,
        error: { type: 'ThrottlingException', message: 'said by Bedrock', retryable: true, details: {} },
      },
    },
    { what: 'a damaged frame', frame: damage(chunkFrame('{}')), problem: { statusCode: 502, error: BROKE_OFF } },
    {
      what: 'an end inside a frame',
      frame: chunkFrame('{}').subarray(0, 20),
      problem: { statusCode: 502, error: BROKE_OFF },
    },
  ])('$what is one error event, with nothing behind it', async ({ frame, problem }) => {
    const { status, text, ending } = await answerTo(createReply([chunkFrame('{"a":1}'), frame, chunkFrame('{"b":2}')]));
    expect(status).toBe(200);
    expect(ending).toBeInstanceOf(BedrockCallError);
    const [, event = ''] = /^data: {"a":1}\n\nevent: error\ndata: (.*)\n\n$/.exec(text) ?? [];
    expect(JSON.parse(event)).toMatchObject(problem);
  });

  it.each([
    [new BedrockCallError('stream-broken', 'cut'), 'UpstreamException'],
    [new BedrockCallError('timeout', 'deadline'), 'DeadlineExceededException'],
    [new TypeError('SECRET'), 'UpstreamException'],
  ])('a body that breaks with %s is one error event', async (error, type) => {
    const body = createBody();
    await using app = await startWriter(createReply(body));
    body.push(chunkFrame('{"a":1}'));
    const answer = await fetch(app.url);
    body.destroy(error);
    const text = await answer.text();
    expect(text).toMatch(new RegExp(`^data: {"a":1}\n\nevent: error\ndata: .*"${type}".*\n\n$`));
    expect(text).not.toContain('SECRET');
    expect(await app.handled()).toBe(error);
  });

  it('a caller who has gone gets no event, and the body of Bedrock ends', async () => {
    const body = createBody();
    await using app = await startWriter(createReply(body));
    body.push(chunkFrame('{"a":1}'));
    const socket = await openSocket(app.port);
    const requested = once(app.server, 'request');
    socket.write(GET);
    const [request] = (await requested) as [IncomingMessage];
    await once(socket, 'data');
    socket.destroy();
    await closed(request.socket);
    body.push(chunkFrame('{"b":2}'));
    expect(await app.handled()).toMatchObject({ kind: 'client-gone' });
    expect(body.destroyed).toBe(true);
  });
});

describe('a whole stream', () => {
  afterEach(() => void vi.useRealTimers());

  it('is one event for each chunk, as the model sent it, and an end', async () => {
    const chunks = ['{"a":1.0,"b":1e400}', String.raw`{"text":"\u00e9 é 😀\n"}`, '{}'];
    const onFirstByte = vi.fn<() => void>();
    await using app = await startWriter(createReply(chunks.map(chunkFrame)), onFirstByte);
    const answer = await fetch(app.url);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    expect(await answer.text()).toBe(`${chunks.map((chunk) => `data: ${chunk}\n\n`).join('')}event: end\ndata: {}\n\n`);
    expect(await app.handled()).toBe('whole');
    expect(onFirstByte).toHaveBeenCalledTimes(1);
  });

  it('has a data line for each line of a chunk, whatever its line breaks', async () => {
    const { text } = await answerTo(createReply([chunkFrame('{\n"a":\r\n1,\r"b": 2}')]));
    expect(text).toBe('data: {\ndata: "a":\ndata: 1,\ndata: "b": 2}\n\nevent: end\ndata: {}\n\n');
  });

  it('leaves out frames that carry nothing of the model', async () => {
    const metadata = encodeFrame({ ':message-type': 'event', ':event-type': 'metadata' }, '{"usage":{}}');
    const { text } = await answerTo(createReply([metadata, chunkFrame('{"a":1}'), metadata]));
    expect(text).toBe(`${FIRST}event: end\ndata: {}\n\n`);
  });

  it('may have no chunk at all', async () => {
    const { status, text, ending } = await answerTo(createReply([]));
    expect([status, text, ending]).toEqual([200, 'event: end\ndata: {}\n\n', 'whole']);
  });

  it('goes out chunk by chunk: the first is there before the second exists', async () => {
    const body = createBody();
    await using app = await startWriter(createReply(body));
    body.push(chunkFrame('{"a":1}'));
    const reader = (await fetch(app.url)).body?.getReader();
    const next = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await next()).toBe(FIRST);
    body.push(chunkFrame('{"b":2}'));
    expect(await next()).toBe('data: {"b":2}\n\n');
    body.push(null);
    expect(await next()).toBe('event: end\ndata: {}\n\n');
  });

  it('has a comment after 15 s of silence between chunks', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const body = createBody();
    await using app = await startWriter(createReply(body));
    const answering = fetch(app.url);
    await once(app.server, 'request');
    vi.advanceTimersByTime(60_000);
    body.push(chunkFrame('{"a":1}'));
    const reader = (await answering).body?.getReader();
    const next = async (): Promise<string> => Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(await next()).toBe(FIRST);
    vi.advanceTimersByTime(15_000);
    expect(await next()).toBe(': keep-alive\n\n');
    body.push(null);
    expect(await next()).toBe('event: end\ndata: {}\n\n');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is read no faster than the caller reads', async () => {
    const frame = chunkFrame(JSON.stringify({ a: 'x'.repeat(512 * 1024) }));
    let given = 0;
    const body = new Readable({
      read(): void {
        given += 1;
        this.push(frame);
      },
    });
    await using app = await startWriter(createReply(body));
    const socket = await openSocket(app.port);
    socket.write(GET);
    await once(socket, 'data');
    socket.pause();
    await untilQuiet(() => given);
    expect(given).toBeLessThan(64);
    socket.destroy();
    expect(await app.handled()).toMatchObject({ kind: 'client-gone' });
    expect(body.destroyed).toBe(true);
  });
});
