import { createHash } from 'node:crypto';
import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { claudeBody, readJson, sonnet } from '../testing/messages.js';
import { readChunks } from '../testing/read-streams.js';
import { apiKey, runtimeClient, runtimeClientHttp1 } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.faults.clear();
  sandbox.forgetRequests();
});

const bothProtocols = [
  { version: '2.0', connect: (url: string): BedrockRuntimeClient => runtimeClient(url) },
  { version: '1.1', connect: (url: string): BedrockRuntimeClient => runtimeClientHttp1(url) },
];

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe.each(bothProtocols)('Bedrock over HTTP/$version', ({ version, connect }) => {
  it('answers with what the user said, the model asked and the hash of the body', async () => {
    const body = claudeBody('Hello there');
    const answer = await connect(sandbox.urls.internet).send(new InvokeModelCommand({ modelId: sonnet, body }));

    const digest = sha256(body).slice(0, 12);
    expect(answer.contentType).toBe('application/json');
    expect(readJson(answer.body)).toMatchObject({
      type: 'message',
      model: sonnet,
      content: [{ type: 'text', text: `Echo from ${sonnet}: Hello there [${digest}]` }],
      stop_reason: 'end_turn',
      // "Hello there" is 11 characters; the echo is 10 + 41 + 2 + 11 + 1 + 14.
      usage: { input_tokens: 3, output_tokens: 20 },
    });
    expect(await connect(sandbox.urls.internet).send(new InvokeModelCommand({ modelId: sonnet, body }))).toMatchObject({
      body: answer.body,
    });
  });

  it('streams the same answer word by word, with the metrics in the last chunk', async () => {
    const body = claudeBody('Hello there');
    const command = new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body });
    const answer = await connect(sandbox.urls.vpn).send(command);

    const chunks = await readChunks(answer.body);
    expect(answer.contentType).toBe('application/json');
    expect(chunks.map(({ type }) => type)).toStrictEqual([
      'message_start',
      'content_block_start',
      ...Array.from({ length: 6 }, () => 'content_block_delta'),
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    const text = chunks.map(({ delta }) => (delta as { text?: string } | undefined)?.text ?? '').join('');
    expect(text).toBe(`Echo from ${sonnet}: Hello there [${sha256(body).slice(0, 12)}]`);
    expect(chunks.at(-1)).toStrictEqual({
      type: 'message_stop',
      'amazon-bedrock-invocationMetrics': {
        inputTokenCount: 3,
        outputTokenCount: 20,
        invocationLatency: 300,
        firstByteLatency: 100,
      },
    });
  });

  it('writes down each exchange with the hashes of both bodies', async () => {
    const body = claudeBody('Hello there');
    const answer = await connect(sandbox.urls.vpn).send(new InvokeModelCommand({ modelId: sonnet, body }));

    expect(sandbox.exchanges('internet')).toHaveLength(0);
    const [exchange] = sandbox.exchanges('vpn');
    expect(exchange).toMatchObject({
      route: 'vpn',
      operation: 'InvokeModel',
      modelId: sonnet,
      authentication: 'bearer',
      httpVersion: version,
      requestId: answer.$metadata.requestId,
      requestBytes: Buffer.byteLength(body),
      requestSha256: sha256(body),
      responseBytes: answer.body.length,
      responseSha256: createHash('sha256').update(answer.body).digest('hex'),
      status: 200,
      aborted: false,
    });
    expect(exchange?.responseBody?.equals(answer.body)).toBe(true);
  });

  it('notes that a client left in the middle of a stream', async () => {
    await sandbox.faults.set('internet', { fault: 'stall', after: 2 });
    const abort = new AbortController();
    const command = new InvokeModelWithResponseStreamCommand({ modelId: sonnet, body: claudeBody('Hello') });
    const { body } = await connect(sandbox.urls.internet).send(command, { abortSignal: abort.signal });
    const iterator = body?.[Symbol.asyncIterator]();
    await iterator?.next();
    abort.abort();
    await iterator?.return?.().catch(() => undefined);

    await expect.poll(() => sandbox.exchanges('internet')[0]?.aborted).toBe(true);
    expect(sandbox.exchanges('internet')[0]?.endedAtEpochMs).toBeGreaterThan(0);
  });

  it('counts the connections that it accepted', async () => {
    const client = connect(sandbox.urls.internet);
    await client.send(new InvokeModelCommand({ modelId: sonnet, body: claudeBody('one') }));
    expect(sandbox.connections('internet')).toBe(1);
    expect(sandbox.connections('vpn')).toBe(0);
  });
});

describe('Bedrock on the wire', () => {
  it('gives token counts and latency in headers', async () => {
    const response = await fetch(`${sandbox.urls.internet}/model/${encodeURIComponent(sonnet)}/invoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: claudeBody('Hello there'),
    });
    const body = await response.text();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      'x-amzn-bedrock-input-token-count': '3',
      'x-amzn-bedrock-output-token-count': '20',
      'x-amzn-bedrock-invocation-latency': '300',
    });
  });

  it('names an error in a header and says it in the body', async () => {
    const response = await fetch(`${sandbox.urls.internet}/model/amazon.nova-lite-v1%3A0/invoke`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}` },
      body: '{"messages":[]}',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-errortype')).toBe(
      'ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/',
    );
    expect(Object.keys((await response.json()) as object)).toStrictEqual(['message']);
  });

  it('does not know a path with a bare slash in the model id', async () => {
    const response = await fetch(`${sandbox.urls.internet}/model/a/b/invoke`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toContain('UnknownOperationException');
    expect(sandbox.exchanges('internet')[0]).toMatchObject({ authentication: 'refused', status: 404 });
  });

  it('refuses a body that is longer than 25 million bytes, and goes on serving', async () => {
    const url = `${sandbox.urls.internet}/model/${encodeURIComponent(sonnet)}/invoke`;
    const headers = { authorization: `Bearer ${apiKey}` };
    const response = await fetch(url, { method: 'POST', headers, body: Buffer.alloc(25_000_001, 'x') });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('less than or equal to 25000000');
    expect((await fetch(url, { method: 'POST', headers, body: claudeBody('still there?') })).status).toBe(200);
  });
});
