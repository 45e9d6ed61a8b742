import { getEventListeners, once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { BedrockRequest } from './model-invoker.js';
import { answer, beginStream, startHttpServer, startTcpServer } from './testing/loopback-server.js';
import { chunkFrame } from './testing/event-stream-frames.js';
import { openInvoker } from './testing/open-invoker.js';

const { signal } = new AbortController();
const INVOKE: BedrockRequest = { operation: 'InvokeModel', modelId: 'a.b:0', headers: {}, body: Buffer.from('{}') };
const STREAM: BedrockRequest = { ...INVOKE, operation: 'InvokeModelWithResponseStream' };

function httpHead(...lines: string[]): string {
  return ['HTTP/1.1 200 OK', 'content-type: application/json', 'x-amzn-requestid: r-1', ...lines, '', ''].join('\r\n');
}

/** Answers the first bytes of each connection with bytes of the test's own. */
function answerRaw(reply: (socket: Socket) => void): ReturnType<typeof startTcpServer> {
  return startTcpServer((socket) => socket.once('data', () => reply(socket)));
}

describe('a body', () => {
  it.each([
    ['is shorter than announced', httpHead('content-length: 9'), '{}', 'cut'],
    ['ends between two chunks', httpHead('transfer-encoding: chunked'), '2\r\n{}\r\n', 'cut'],
    ['has nonsense for a chunk', httpHead('transfer-encoding: chunked'), '2\r\n{}\r\nzz\r\n', 'malformed-body'],
  ])('that %s ends as broken', async (_, head, rest, reason) => {
    await using server = await answerRaw((socket) => void socket.end(head + rest));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(INVOKE, signal);
    await expect(reply.body.toArray()).rejects.toMatchObject({ kind: 'stream-broken', reason });
  });

  it('that is reset right behind its head ends as broken, also before anybody reads it', async () => {
    await using server = await answerRaw(
      (socket) => void socket.write(httpHead('content-length: 9'), () => socket.resetAndDestroy()),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(INVOKE, signal);
    await new Promise((resolve) => reply.body.once('close', resolve));
    await expect(reply.body.toArray()).rejects.toMatchObject({ kind: 'stream-broken', reason: 'cut' });
  });

  it('that falls silent ends as broken', async () => {
    await using server = await startHttpServer(
      (_request, response) => void beginStream(response).write(chunkFrame({})),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin, idleTimeoutMs: 20 });
    const reply = await bedrock.invoker.invoke(STREAM, signal);
    await expect(reply.body.toArray()).rejects.toMatchObject({ kind: 'stream-broken', reason: 'idle' });
    await using other = await answerRaw((socket) => void socket.write(httpHead('content-length: 9')));
    await using whole = openInvoker({ runtimeEndpoint: other.origin, idleTimeoutMs: 20 });
    const { body } = await whole.invoker.invoke(INVOKE, signal);
    await expect(body.toArray()).rejects.toMatchObject({ kind: 'stream-broken', reason: 'idle' });
  });

  it('ends with the signal, and says which kind of end it was', async () => {
    await using server = await startHttpServer(
      (_request, response) => void beginStream(response).write(chunkFrame({})),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const leaving = new AbortController();
    const left = await bedrock.invoker.invoke(STREAM, leaving.signal);
    const late = await bedrock.invoker.invoke(STREAM, AbortSignal.timeout(20));
    await once(left.body, 'readable');
    leaving.abort();
    await expect(left.body.toArray()).rejects.toMatchObject({ kind: 'client-gone' });
    await expect(late.body.toArray()).rejects.toMatchObject({ kind: 'timeout', reason: 'deadline' });
  });

  it('ends the connection when it is destroyed', async () => {
    const closed = Promise.withResolvers<string>();
    await using server = await startHttpServer((request, response) => {
      request.socket.on('close', () => closed.resolve('closed'));
      beginStream(response).write(chunkFrame({}));
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(STREAM, signal);
    reply.body.destroy();
    expect(await closed.promise).toBe('closed');
  });

  it('leaves no listener on the signal', async () => {
    const controller = new AbortController();
    await using server = await startHttpServer((_request, response) => answer(response, 200, '{}'));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(INVOKE, controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
    await reply.body.toArray();
    await new Promise(setImmediate);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });
});
