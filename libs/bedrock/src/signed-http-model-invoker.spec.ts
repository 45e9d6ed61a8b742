import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BedrockRequest } from './model-invoker.js';
import { CredentialsSource } from './credentials/credentials-source.js';
import { answer, beginStream, readBody, startHttpServer } from './testing/loopback-server.js';
import { chunkFrame } from './testing/event-stream-frames.js';
import { FixedCredentialsSource, openInvoker } from './testing/open-invoker.js';

const { signal } = new AbortController();
const INVOKE: BedrockRequest = {
  operation: 'InvokeModel',
  modelId: 'anthropic.claude-v2:1',
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  body: Buffer.from('{"a":1}'),
};
const STREAM: BedrockRequest = { ...INVOKE, operation: 'InvokeModelWithResponseStream' };

async function text(body: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe('invoke, before anything is sent', () => {
  it('refuses an id that is none', async () => {
    await using bedrock = openInvoker({});
    const invoking = bedrock.invoker.invoke({ ...INVOKE, modelId: 'a/../b' }, signal);
    await expect(invoking).rejects.toMatchObject({ code: 'MODEL_ID_INVALID' });
  });

  it('refuses a control operation where the private route has no such endpoint', async () => {
    await using bedrock = openInvoker({ privateAddressesOnly: true, runtimeEndpoint: 'https://vpce.example' });
    const listing = bedrock.invoker.invoke({ operation: 'ListFoundationModels', headers: {} }, signal);
    await expect(listing).rejects.toMatchObject({ code: 'NO_ENDPOINT', plane: 'control' });
  });

  it('sends nothing for a caller who has gone, or whose time is up', async () => {
    await using server = await startHttpServer(() => undefined);
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const gone = bedrock.invoker.invoke(INVOKE, AbortSignal.abort());
    await expect(gone).rejects.toMatchObject({ kind: 'client-gone' });
    const late = bedrock.invoker.invoke(INVOKE, AbortSignal.abort(new DOMException('x', 'TimeoutError')));
    await expect(late).rejects.toMatchObject({ kind: 'timeout' });
    expect(server.connections()).toBe(0);
  });

  it('tells a deadline that passes while credentials are fetched from credentials that cannot be had', async () => {
    await using waiting = openInvoker({}, new WaitingCredentialsSource());
    const timeout = AbortSignal.timeout(5);
    await expect(waiting.invoker.invoke(INVOKE, timeout)).rejects.toMatchObject({ kind: 'timeout' });
    await expect(waiting.invoker.renewCredentials(timeout)).rejects.toMatchObject({ kind: 'timeout' });
    await expect(waiting.invoker.invoke(INVOKE, signal)).rejects.toThrow('none at all');
  });

  it('says so when a header cannot be sent', async () => {
    await using bedrock = openInvoker({ runtimeEndpoint: 'http://127.0.0.1:9' });
    const invoking = bedrock.invoker.invoke({ ...INVOKE, headers: { accept: 'a\nb: c' } }, signal);
    await expect(invoking).rejects.toMatchObject({ kind: 'bad-request', reason: 'request-not-sendable' });
  });
});

describe('invoke', () => {
  it('sends the body as it is, with its own headers and no others', async () => {
    const seen: unknown[] = [];
    await using server = await startHttpServer(async (request, response) => {
      seen.push(request.method, request.url, request.headers, (await readBody(request)).toString());
      answer(response, 200, '{}');
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const headers = {
      ...INVOKE.headers,
      cookie: 'a=b',
      authorization: 'Bearer jwt',
      'x-amzn-bedrock-trace': 'ENABLED',
    };
    const reply = await bedrock.invoker.invoke({ ...INVOKE, headers }, signal);
    await text(reply.body);
    expect(seen).toEqual([
      'POST',
      '/model/anthropic.claude-v2%3A1/invoke',
      {
        accept: 'application/json',
        'accept-encoding': 'identity',
        authorization: 'Bearer ABSKtest',
        connection: 'keep-alive',
        'content-length': '7',
        'content-type': 'application/json',
        host: `127.0.0.1:${server.port}`,
        'user-agent': 'dual-routing-gateway',
        'x-amzn-bedrock-trace': 'ENABLED',
      },
      '{"a":1}',
    ]);
  });

  it('hands on the answer byte for byte, and what Bedrock said about it', async () => {
    const body = '{"n":1.0, "s":"\\u00e9"}';
    await using server = await startHttpServer((_request, response) =>
      answer(response, 200, body, {
        'x-amzn-requestid': 'r-1',
        'set-cookie': 'a',
        'x-amzn-bedrock-input-token-count': '9',
      }),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(INVOKE, signal);
    expect(reply).toMatchObject({ status: 200, upstreamRequestId: 'r-1' });
    expect(reply.headers).toEqual({
      'content-type': 'application/json',
      'x-amzn-requestid': 'r-1',
      'x-amzn-bedrock-input-token-count': '9',
    });
    expect(await text(reply.body)).toBe(body);
    expect(reply.inspect()).toEqual({ usage: { inputTokens: 9 }, bodyBytes: 23, damaged: false });
  });

  it('does not take early hints for the answer', async () => {
    await using server = await startHttpServer((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      answer(response, 200, '{}');
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(INVOKE, signal);
    expect(await text(reply.body)).toBe('{}');
  });

  it('streams frames untouched, and reads the counts beside them', async () => {
    const frames = [chunkFrame({ a: 1 }), chunkFrame({ 'amazon-bedrock-invocationMetrics': { outputTokenCount: 4 } })];
    await using server = await startHttpServer((_request, response) => {
      const stream = beginStream(response);
      for (const byte of Buffer.concat(frames)) stream.write(Buffer.of(byte));
      stream.end();
    });
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(STREAM, signal);
    const received = Buffer.concat(await reply.body.toArray());
    expect(received.equals(Buffer.concat(frames))).toBe(true);
    expect(reply.inspect()).toMatchObject({ usage: { outputTokens: 4 }, damaged: false, bodyBytes: received.length });
  });

  it('passes damaged frames on untouched and records the damage', async () => {
    await using server = await startHttpServer(
      (_request, response) => void beginStream(response).end(Buffer.alloc(40, 1)),
    );
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(STREAM, signal);
    expect(Buffer.concat(await reply.body.toArray())).toEqual(Buffer.alloc(40, 1));
    expect(reply.inspect()).toMatchObject({ damaged: true, bodyBytes: 40 });
  });

  it('stops reading from Bedrock while nobody reads the body', async () => {
    const total = 32 * 1024 * 1024;
    await using server = await startHttpServer((_request, response) => answer(response, 200, Buffer.alloc(total)));
    await using bedrock = openInvoker({ runtimeEndpoint: server.origin });
    const reply = await bedrock.invoker.invoke(INVOKE, signal);
    await new Promise((resolve) => reply.body.once('readable', resolve));
    // Time enough for all of it to arrive, if anybody took it.
    for (let turn = 0; turn < 2_000; turn += 1) await new Promise(setImmediate);
    expect(reply.inspect().bodyBytes).toBeLessThan(1024 * 1024);
    const hash = createHash('sha256');
    for await (const chunk of reply.body) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(Buffer.alloc(total)).digest('hex'));
  });

  it('signs with an access key, for the region of the secret', async () => {
    let authorization = '';
    await using server = await startHttpServer((request, response) => {
      authorization = request.headers.authorization ?? '';
      answer(response, 200, '{}');
    });
    const keys = new FixedCredentialsSource({
      kind: 'access-key',
      accessKeyId: 'AKID',
      secretAccessKey: 's',
      region: 'us-west-2',
      endpoint: server.origin,
    });
    await using bedrock = openInvoker({}, keys, () => Date.parse('2026-01-01T00:00:00Z'));
    const reply = await bedrock.invoker.invoke(INVOKE, signal);
    await text(reply.body);
    expect(authorization).toContain('Credential=AKID/20260101/us-west-2/bedrock/aws4_request');
  });

  it('asks the source for other credentials when told to', async () => {
    const source = new FixedCredentialsSource();
    await using bedrock = openInvoker({}, source);
    expect(await bedrock.invoker.renewCredentials(signal)).toBe(false);
    expect(source.renewals).toBe(1);
  });
});

/** Has nothing to give until the signal fires, and nothing the second time. */
class WaitingCredentialsSource extends CredentialsSource {
  override current(waiting: AbortSignal): Promise<never> {
    return waiting === signal ? Promise.reject(new Error('none at all')) : this.wait(waiting);
  }

  override renew(waiting: AbortSignal): Promise<never> {
    return this.wait(waiting);
  }

  private wait(waiting: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      if (waiting.aborted) reject(waiting.reason);
      waiting.addEventListener('abort', () => reject(waiting.reason), { once: true });
    });
  }
}
