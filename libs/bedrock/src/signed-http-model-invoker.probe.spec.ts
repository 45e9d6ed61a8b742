import { describe, expect, it } from 'vitest';
import { answer, readBody, startHttpServer } from './testing/loopback-server.js';
import { openInvoker } from './testing/open-invoker.js';

const { signal } = new AbortController();

describe('probe', () => {
  it.each([
    [400, 'ValidationException'],
    [404, 'ResourceNotFoundException'],
  ])('is content when Bedrock says with %i that there is no such model', async (status, type) => {
    const asked: unknown[] = [];
    await using server = await startHttpServer(async (request, response) => {
      asked.push(request.method, request.url, request.headers.authorization, (await readBody(request)).toString());
      answer(response, status, '{"message":"The provided model identifier is invalid."}', { 'x-amzn-errortype': type });
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.probe(signal)).resolves.toBeUndefined();
    expect(asked).toEqual([
      'POST',
      '/model/gateway.route-probe-names-no-model-v0%3A0/count-tokens',
      'Bearer ABSKtest',
      '{"input":{"invokeModel":{"body":"e30="}}}',
    ]);
  });

  it('is content with any good answer', async () => {
    await using server = await startHttpServer((_request, response) => answer(response, 200, '{}'));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.probe(signal)).resolves.toBeUndefined();
  });

  it.each([
    [403, 'denied'],
    [401, 'denied'],
    [429, 'throttled'],
    [503, 'internal'],
  ])('fails when Bedrock answers %i', async (status, kind) => {
    await using server = await startHttpServer((_request, response) => answer(response, status, '{}'));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.probe(signal)).rejects.toMatchObject({ kind });
  });

  it('fails when something else answers, and when a request cannot even be sent', async () => {
    await using server = await startHttpServer((_request, response) => void response.writeHead(404).end('not found'));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.probe(signal)).rejects.toMatchObject({ kind: 'not-bedrock' });
  });

  it('ends with the signal', async () => {
    await using server = await startHttpServer(() => undefined);
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await expect(bedrock.invoker.probe(AbortSignal.timeout(20))).rejects.toMatchObject({ kind: 'timeout' });
  });

  it('opens a connection of its own each time, and closes it', async () => {
    let open = 0;
    await using server = await startHttpServer((request, response) => {
      open += 1;
      request.socket.once('close', () => (open -= 1));
      answer(response, 404, '{}');
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    await bedrock.invoker.probe(signal);
    await bedrock.invoker.probe(signal);
    expect(server.connections()).toBe(2);
    await expect.poll(() => open).toBe(0);
  });
});
