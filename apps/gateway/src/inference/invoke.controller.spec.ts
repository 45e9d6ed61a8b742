import { once } from 'node:events';
import { BedrockCallError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { createReply } from '../testing/create-reply.js';
import { chunkFrame } from '../testing/event-stream-frames.js';
import { startGovernedApp, type GovernedApp } from '../testing/governed-app.js';
import { openSocket } from '../testing/loopback-app.js';
import type { Script } from '../testing/scripted-router.js';
import { InvokeController } from './invoke.controller.js';

const MODEL = 'amazon.nova-premier-v1:0';
const JSON_TYPE = { 'content-type': 'application/json' };

const start = (script: Script, env: Record<string, string> = {}): Promise<GovernedApp> =>
  startGovernedApp(InvokeController, { script, env });
const post = (app: GovernedApp, path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${app.url}${path}`, { method: 'POST', body, headers: { ...JSON_TYPE, ...headers } });
const envelope = (body: string, more = ''): string => `{ "modelId": "${MODEL}", "body": ${body}${more} }`;
const unreached: Script = () => expect.unreachable();

describe('a request that is not right', () => {
  it.each([
    { what: 'an envelope that is wrong', body: '{}', status: 400, type: 'ValidationException' },
    {
      what: 'a header that is wrong',
      headers: { 'x-routing-method': 'tor' },
      status: 400,
      type: 'ValidationException',
    },
    {
      what: 'a body that is no JSON',
      headers: { 'content-type': 'text/plain' },
      status: 415,
      type: 'UnsupportedMediaTypeException',
    },
    {
      what: 'a body that is too large',
      body: envelope(`"${'x'.repeat(100)}"`),
      status: 413,
      type: 'PayloadTooLargeException',
    },
    {
      what: 'a class that nobody knows',
      headers: { 'x-data-classification': 'x' },
      status: 400,
      type: 'ValidationException',
    },
  ])('with $what is refused and on record, and nothing is sent', async ({ body, headers = {}, status, type }) => {
    await using app = await start(unreached, { GATEWAY_MAX_BODY_BYTES: '100' });
    const answer = await post(app, '/bedrock/invoke', body ?? envelope('{}'), { ...headers });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { type } });
    expect(app.sent).toEqual([]);
    expect(await app.records()).toEqual([
      expect.objectContaining({ outcome: 'refused', statusCode: status, errorType: type }),
    ]);
  });

  it('is refused by its headers before its body has come', async () => {
    await using app = await start(unreached);
    const socket = await openSocket(Number(new URL(app.url).port));
    const headers = 'Host: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\nX-Routing-Fallback: perhaps';
    socket.write(`POST /bedrock/invoke HTTP/1.1\r\n${headers}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });
});

describe('an answer in one piece', () => {
  it.each(['/bedrock/invoke', '/bedrock/invoke-model', '/v1/vpn/bedrock/invoke-model'])(
    'comes from %s byte for byte, for the very bytes of the body',
    async (path) => {
      const text = '{"a":1.0,"b":[1e400 ]}';
      await using app = await start(() => createReply([text], { headers: JSON_TYPE, inspection: { bodyBytes: 22 } }));
      const answer = await post(app, path, envelope(text));
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(text);
      const [request] = app.sent;
      expect(Buffer.from(request?.call.body ?? []).toString()).toBe(text);
      expect(request?.call).toMatchObject({
        operation: 'InvokeModel',
        modelId: MODEL,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      });
      expect(await app.records()).toEqual([
        expect.objectContaining({
          operation: 'InvokeModel',
          streamed: false,
          outcome: 'complete',
          modelId: MODEL,
          requestSize: Buffer.byteLength(envelope(text)),
          responseSize: 22,
        }),
      ]);
    },
  );

  it('is asked for with the media types of the envelope', async () => {
    await using app = await start(() => createReply(['x']));
    await post(app, '/bedrock/invoke', envelope('"hello"', ', "contentType": "text/plain", "accept": "*/*"'));
    expect(app.sent[0]?.call.headers).toEqual({ 'content-type': 'text/plain', accept: '*/*' });
  });

  it('stays as the filter has it where Bedrock refuses', async () => {
    const upstream = { status: 424, type: 'ModelErrorException', message: 'm', credentialsRefused: false };
    await using app = await start(() => {
      throw new BedrockCallError('bad-request', 'status-424', { upstream });
    });
    const answer = await post(app, '/bedrock/invoke', envelope('{}'));
    expect(answer.status).toBe(424);
    expect(await answer.json()).toMatchObject({ error: { type: 'ModelErrorException', message: 'm' } });
  });
});

describe('a streamed answer', () => {
  const stream: Script = () =>
    createReply([chunkFrame('{"a":1}')], { headers: { 'content-type': 'application/vnd.amazon.eventstream' } });

  it.each(['/bedrock/invoke-stream', '/internet/bedrock/invoke-model-with-response-stream'])(
    'comes from %s as server-sent events',
    async (path) => {
      await using app = await start(stream);
      const answer = await post(app, path, envelope('{}', ', "accept": "a/b"'));
      expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      expect(await answer.text()).toBe('data: {"a":1}\n\nevent: end\ndata: {}\n\n');
      expect(app.sent[0]?.call).toMatchObject({
        operation: 'InvokeModelWithResponseStream',
        headers: { 'content-type': 'application/json', 'x-amzn-bedrock-accept': 'a/b' },
      });
      expect(app.sent[0]?.call.headers).not.toHaveProperty('accept');
      expect(await app.records()).toEqual([expect.objectContaining({ streamed: true, outcome: 'complete' })]);
    },
  );

  it("comes in Bedrock's frames for those who ask for them", async () => {
    await using app = await start(stream);
    const accept = 'application/vnd.amazon.eventstream';
    const answer = await post(app, '/bedrock/invoke-stream', envelope('{}'), { accept });
    expect(answer.headers.get('content-type')).toBe(accept);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(chunkFrame('{"a":1}'));
  });
});
