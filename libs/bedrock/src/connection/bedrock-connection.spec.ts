import { describe, expect, it } from 'vitest';
import type { BedrockRequest } from '../model-invoker.js';
import { chunkFrame } from '../testing/event-stream-frames.js';
import { answer, beginStream, startHttpServer, startTcpServer } from '../testing/loopback-server.js';
import { openInvoker } from '../testing/open-invoker.js';

const { signal } = new AbortController();
const INVOKE: BedrockRequest = { operation: 'InvokeModel', modelId: 'a.b:0', headers: {}, body: Buffer.from('{}') };
const STREAM: BedrockRequest = { ...INVOKE, operation: 'InvokeModelWithResponseStream' };

type Bedrock = ReturnType<typeof openInvoker>;

async function callOnce(bedrock: Bedrock): Promise<void> {
  const reply = await bedrock.invoker.invoke(INVOKE, signal);
  await reply.body.toArray();
  // undici takes a socket back into its pool one turn of the event loop later.
  await new Promise(setImmediate);
}

describe('BedrockConnection', () => {
  it('uses a connection again', async () => {
    await using server = await startHttpServer((_request, response) => answer(response, 200, '{}'));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    for (let call = 0; call < 3; call += 1) await callOnce(bedrock);
    expect(server.connections()).toBe(1);
  });

  it('opens no more connections than told, and lets further calls wait', async () => {
    await using server = await startHttpServer(
      (_request, response) => void setImmediate(() => answer(response, 200, '{}')),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin, maxConnections: 2 });
    await Promise.all(Array.from({ length: 8 }, () => callOnce(bedrock)));
    expect(server.connections()).toBe(2);
  });

  it('has no call wait until another one has connected: a way that is cut would cost each the time of all', async () => {
    const everyCall = Promise.withResolvers<void>();
    let open = 0;
    // TLS that is never answered, as by a tunnel that is cut.
    await using server = await startTcpServer(() => void ((open += 1) === 3 && everyCall.resolve()));
    await using bedrock = openInvoker({ runtimeEndpoint: `https://127.0.0.1:${server.port}`, connectTimeoutMs: 500 });
    const firstFailure = Promise.race(Array.from({ length: 3 }, () => bedrock.invoker.invoke(INVOKE, signal)));
    await Promise.race([everyCall.promise, firstFailure]);
    expect(server.connections()).toBe(3);
    await expect(firstFailure).rejects.toMatchObject({ kind: 'unreachable' });
  });

  it('opens a new connection after a reset, while a call in flight goes on', async () => {
    const streams: (() => void)[] = [];
    await using server = await startHttpServer((request, response) => {
      if (!request.url?.endsWith('stream')) return answer(response, 200, '{}');
      const stream = beginStream(response);
      stream.write(chunkFrame({ n: 1 }));
      streams.push(() => void stream.end(chunkFrame({ n: 2 })));
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await callOnce(bedrock);
    const running = await bedrock.invoker.invoke(STREAM, signal);
    expect(server.connections()).toBe(1);
    bedrock.invoker.resetConnections();
    await callOnce(bedrock);
    expect(server.connections()).toBe(2);
    for (const finish of streams) finish();
    expect(Buffer.concat(await running.body.toArray())).toEqual(
      Buffer.concat([chunkFrame({ n: 1 }), chunkFrame({ n: 2 })]),
    );
  });

  it('cuts what is in flight when it is closed, before and after a reset, and takes no further calls', async () => {
    await using server = await startHttpServer(
      (_request, response) => void beginStream(response).write(chunkFrame({})),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const before = await bedrock.invoker.invoke(STREAM, signal);
    bedrock.invoker.resetConnections();
    const after = await bedrock.invoker.invoke(STREAM, signal);
    await bedrock.connection.close();
    await expect(before.body.toArray()).rejects.toMatchObject({ kind: 'stream-broken' });
    await expect(after.body.toArray()).rejects.toMatchObject({ kind: 'stream-broken' });
    await expect(bedrock.invoker.invoke(INVOKE, signal)).rejects.toMatchObject({
      kind: 'unreachable',
      reason: 'connection-closed',
    });
  });

  it('refuses options that could only fail', () => {
    expect(() => openInvoker({ privateAddressesOnly: true })).toThrow('runtimeEndpoint');
  });
});
