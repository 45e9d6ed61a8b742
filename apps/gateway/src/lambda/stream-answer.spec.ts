import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { INVOCATION, proxyRequest } from '../testing/carried.js';
import { untilQuiet } from '../testing/loopback-app.js';
import { RuntimeStream, stubRuntime } from '../testing/runtime-stream.js';
import { streamAnswer } from './stream-answer.js';

beforeEach(stubRuntime);
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const answerWith = (handler: RequestListener, runtime: RuntimeStream): Promise<void> =>
  streamAnswer(createServer(handler), proxyRequest(), INVOCATION, runtime.stream);

/** What API Gateway makes of the bytes: a JSON text, eight zero bytes, and the body. */
function splitFraming(taken: Buffer): readonly [prelude: unknown, body: string] {
  const end = taken.indexOf(Buffer.alloc(8));
  return [JSON.parse(taken.subarray(0, end).toString()), taken.subarray(end + 8).toString()];
}

describe('streamAnswer', () => {
  it('fails where the answer breaks off, and does not end the stream as if it were whole', async () => {
    const runtime = new RuntimeStream();
    const answering = answerWith((_request, response) => {
      response.write('half', () => response.destroy());
    }, runtime);
    await expect(answering).rejects.toMatchObject({ code: 'ANSWER_BROKEN' });
    expect(splitFraming(runtime.taken)[1]).toBe('half');
    expect(runtime.isFinished).toBe(false);
  });

  it('writes nothing at all where there is no answer', async () => {
    const runtime = new RuntimeStream();
    const answering = answerWith((request) => void request.socket.destroy(), runtime);
    await expect(answering).rejects.toMatchObject({ code: 'ANSWER_BROKEN' });
    expect(runtime.taken).toHaveLength(0);
    expect(runtime.contentType).toBeUndefined();
  });

  it.each([
    ['failed', (runtime: RuntimeStream) => runtime.fail()],
    ['stalled', () => void vi.advanceTimersByTime(60_000)],
  ])('lets the application see its caller go when the stream has %s', async (reason, lose) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const runtime = new RuntimeStream();
    const begun = Promise.withResolvers<ServerResponse>();
    const answering = answerWith((_request, response) => {
      begun.resolve(response);
      response.write(Buffer.alloc(50_000));
    }, runtime);
    runtime.stall();
    const closed = once(await begun.promise, 'close');
    await untilQuiet(() => runtime.taken.length);
    lose(runtime);
    await expect(answering).rejects.toMatchObject({ code: 'RESPONSE_STREAM_LOST', reason });
    await closed;
  });

  it('sends status and headers in front of a whole answer, and ends it', async () => {
    const runtime = new RuntimeStream();
    await answerWith((_request, response) => {
      response.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a', 'b'] }).end('whole');
    }, runtime);
    expect(runtime.contentType).toBe('application/vnd.awslambda.http-integration-response');
    expect(splitFraming(runtime.taken)).toEqual([
      { statusCode: 201, headers: { 'content-type': 'text/plain' }, multiValueHeaders: { 'set-cookie': ['a', 'b'] } },
      'whole',
    ]);
    expect(runtime.isFinished).toBe(true);
  });

  it('sends them, too, where the answer has no body', async () => {
    const runtime = new RuntimeStream();
    await answerWith((_request, response) => response.writeHead(204, { 'x-a': 'b' }).end(), runtime);
    expect(splitFraming(runtime.taken)).toEqual([{ statusCode: 204, headers: { 'x-a': 'b' } }, '']);
    expect(runtime.isFinished).toBe(true);
  });

  it('sends them before there is any of the body', async () => {
    const runtime = new RuntimeStream();
    const begun = Promise.withResolvers<ServerResponse>();
    const answering = answerWith((_request, response) => {
      response.flushHeaders();
      begun.resolve(response);
    }, runtime);
    const response = await begun.promise;
    await expect.poll(() => runtime.taken.length).toBeGreaterThan(0);
    expect(splitFraming(runtime.taken)).toEqual([{ statusCode: 200, headers: {} }, '']);
    response.end('then');
    await answering;
    expect(splitFraming(runtime.taken)[1]).toBe('then');
  });
});
