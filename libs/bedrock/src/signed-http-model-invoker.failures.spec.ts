import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { BedrockRequest } from './model-invoker.js';
import { answer, beginStream, startHttpServer, startTcpServer } from './testing/loopback-server.js';
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

describe('invoke, when there is no answer', () => {
  it.each([
    ['is closed at once', (socket: Socket) => socket.destroy(), 'unreachable', 'reset'],
    ['is reset', (socket: Socket) => socket.resetAndDestroy(), 'unreachable', 'reset'],
    ['is closed within the head', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nx-a'), 'unreachable', 'reset'],
    ['speaks another protocol', (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'), 'not-bedrock', 'not-http'],
    [
      'sends endless headers',
      (socket: Socket) => socket.write(httpHead(`x: ${'a'.repeat(20_000)}`)),
      'not-bedrock',
      'headers-too-large',
    ],
  ] as const)('and the connection %s', async (_, reply, ...[kind, reason]) => {
    await using server = await answerRaw((socket) => void reply(socket));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({ kind, reason });
  });

  it('because nothing listens', async () => {
    const server = await startTcpServer(() => undefined);
    await server[Symbol.asyncDispose]();
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({
      kind: 'unreachable',
      reason: 'connection-refused',
    });
  });

  it('because it is not TLS that answers', async () => {
    await using server = await answerRaw((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await using bedrock = openInvoker({ runtimeEndpoint: `https://127.0.0.1:${server.port}` });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({ kind: 'unreachable', reason: 'tls' });
  });

  it('because TLS never gets done', async () => {
    await using server = await startTcpServer(() => undefined);
    await using bedrock = openInvoker({ runtimeEndpoint: `https://127.0.0.1:${server.port}`, connectTimeoutMs: 20 });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({
      kind: 'unreachable',
      reason: 'connect-timeout',
    });
  });

  it('because the address is not private', async () => {
    await using bedrock = openInvoker({ privateAddressesOnly: true, runtimeEndpoint: 'https://8.8.8.8' });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({
      kind: 'unreachable',
      reason: 'address-not-private',
    });
  });
});

describe('invoke, when something else answers', () => {
  it.each([
    [200, 'text/html', 'unexpected-content-type'],
    [302, 'text/html', 'unexpected-content-type'],
    [403, 'text/html', 'unexpected-content-type'],
    [200, 'application/vnd.amazon.eventstream', 'unexpected-content-type'],
  ])('with %i in %s', async (status, type, reason) => {
    await using server = await startHttpServer((_request, response) =>
      answer(response, status, 'x', { 'content-type': type, location: 'http://127.0.0.1:9/' }),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({ kind: 'not-bedrock', reason });
  });

  it('without a request id', async () => {
    await using server = await startHttpServer((_request, response) =>
      answer(response, 502, '{}', { 'x-amzn-requestid': '' }),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({
      kind: 'not-bedrock',
      reason: 'no-request-id',
    });
  });
});

describe('invoke, when Bedrock refuses', () => {
  it('hands on what Bedrock said, and keeps the connection', async () => {
    await using server = await startHttpServer((_request, response) =>
      answer(response, 429, '{"message":"Too many"}', {
        'x-amzn-errortype': 'ThrottlingException:x',
        'retry-after': '3',
      }),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin, maxConnections: 1 });
    for (let call = 0; call < 2; call += 1) {
      await expect(bedrock.invoker.invoke(STREAM, signal)).rejects.toMatchObject({
        kind: 'throttled',
        upstream: { status: 429, type: 'ThrottlingException', message: 'Too many', retryAfterSeconds: 3 },
      });
    }
    expect(server.connections()).toBe(1);
  });

  it('reads 64 kB of a longer refusal, and of a broken one what came', async () => {
    await using endless = await startHttpServer((_request, response) => {
      answer(response, 400, `{"message":"${'a'.repeat(200_000)}"}`);
    });
    await using broken = await answerRaw(
      (socket) => void socket.end(httpHead('content-length: 99').replace('200 OK', '500 X').concat('{"message":"hal')),
    );
    for (const [server, kind] of [
      [endless, 'bad-request'],
      [broken, 'internal'],
    ] as const) {
      await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
      await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({ kind, upstream: { message: '' } });
    }
  });
});

describe('invoke, when time runs out or the caller leaves', () => {
  it('waits for the first byte of a stream no longer than told', async () => {
    await using silent = await startHttpServer(() => undefined);
    await using headOnly = await startHttpServer((_request, response) => void beginStream(response));
    await using one = openInvoker({ runtimeEndpoint: silent.origin, firstByteTimeoutMs: 20 });
    await expect(one.invoker.invoke(STREAM, signal)).rejects.toMatchObject({ kind: 'timeout', reason: 'first-byte' });
    await using other = openInvoker({ runtimeEndpoint: headOnly.origin, firstByteTimeoutMs: 20 });
    const reply = await other.invoker.invoke(STREAM, signal);
    await expect(reply.body.toArray()).rejects.toMatchObject({ kind: 'timeout', reason: 'first-byte' });
  });

  it('waits for an answer in one piece as long as the signal allows', async () => {
    await using server = await startHttpServer(() => undefined);
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin, firstByteTimeoutMs: 1 });
    const invoking = bedrock.invoker.invoke(INVOKE, AbortSignal.timeout(50));
    await expect(invoking).rejects.toMatchObject({ kind: 'timeout', reason: 'deadline' });
  });

  it('ends the call upstream when the caller leaves before the answer', async () => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<string>();
    await using server = await startHttpServer((request) => {
      request.socket.on('close', () => closed.resolve('closed'));
      controller.abort();
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.invoke(INVOKE, controller.signal)).rejects.toMatchObject({ kind: 'client-gone' });
    expect(await closed.promise).toBe('closed');
  });

  it('lets a call go that still waits for a connection, and never sends it', async () => {
    const asked: unknown[] = [];
    await using server = await startHttpServer((request, response) => {
      asked.push(request.url);
      if (request.url === '/model/third/invoke') answer(response, 200, '{}');
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin, maxConnections: 1 });
    const first = new AbortController();
    const invoke = (modelId: string, on: AbortSignal) => bedrock.invoker.invoke({ ...INVOKE, modelId }, on);
    const busy = expect(invoke('first', first.signal)).rejects.toMatchObject({ kind: 'client-gone' });
    await expect(invoke('second', AbortSignal.timeout(20))).rejects.toMatchObject({ kind: 'timeout' });
    first.abort();
    await busy;
    const third = await invoke('third', signal);
    await third.body.toArray();
    expect(asked).toEqual(['/model/first/invoke', '/model/third/invoke']);
  });
});
