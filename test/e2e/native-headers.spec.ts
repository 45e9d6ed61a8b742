import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployedMode } from '../lambda/deployed/deployed-mode.js';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { callNative, COUNT_TOKENS, INVOKE, INVOKE_STREAM, NATIVE_CALLS } from '../support/native-calls.js';
import { headOf, converse as say } from '../support/raw-connection.js';
import {
  answerEmpty,
  startRecordingUpstream,
  UPSTREAM_REQUEST_ID,
  type ReceivedRequest,
  type RecordingUpstream,
} from '../support/recording-upstream.js';
import { startSystem, type System } from '../support/system.js';

/** Headers of Bedrock's own API. Source: `InvokeModel` in the Bedrock Runtime API reference. */
const BEDROCKS_OWN = {
  'x-amzn-bedrock-accept': 'application/json',
  'x-amzn-bedrock-content-type': 'application/json',
  'x-amzn-bedrock-trace': 'ENABLED_FULL',
  'x-amzn-bedrock-guardrailidentifier': 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghijkl',
  'x-amzn-bedrock-guardrailversion': 'DRAFT',
  'x-amzn-bedrock-performanceconfig-latency': 'optimized',
  'x-amzn-bedrock-service-tier': 'flex',
  'x-amzn-bedrock-not-invented-yet': 'passes, too',
};

/** What an SDK, a proxy or somebody with ideas sends along. */
const STAYS_BEHIND = {
  cookie: 'session=secret',
  'proxy-authorization': 'Basic c2VjcmV0',
  'x-api-key': 'secret',
  'x-forwarded-for': '10.1.2.3',
  'x-forwarded-host': 'internal.example.gov',
  forwarded: 'for=10.1.2.3',
  via: '1.1 proxy.example.gov',
  referer: 'https://internal.example.gov/',
  origin: 'https://internal.example.gov',
  'accept-language': 'de-CH',
  'x-amz-date': '20260101T000000Z',
  'x-amz-security-token': 'secret',
  'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'x-amz-user-agent': 'aws-sdk-js/3.1',
  'amz-sdk-invocation-id': '11111111-2222-3333-4444-555555555555',
  'amz-sdk-request': 'attempt=1; max=3',
  'x-amzn-trace-id': 'Root=1-5e1b4151-5ac6c58f5b5d6b8c5b5d6b8c',
  'x-amzn-requestid': '11111111-2222-3333-4444-555555555555',
  'x-request-id': 'client-1',
  'x-routing-fallback': 'allow',
  'x-data-classification': 'internal',
  'x-unknown': 'unknown',
};

/** How the end of an answer is told. */
const LENGTH = deployedMode() === 'STREAM' ? 'transfer-encoding' : 'content-length';

let output: CapturedOutput;
let upstream: RecordingUpstream;
let system: System;
let answer: (response: ServerResponse, request: ReceivedRequest) => void = answerEmpty;
beforeAll(async () => {
  output = captureOutput();
  upstream = await startRecordingUpstream((response, request) => answer(response, request));
  const { url } = upstream;
  const env = { GATEWAY_INTERNET_ENDPOINT: url, GATEWAY_INTERNET_CONTROL_ENDPOINT: url };
  system = await startSystem({ env });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await upstream[Symbol.asyncDispose]();
  output[Symbol.dispose]();
});
beforeEach(() => {
  upstream.received.length = 0;
  answer = answerEmpty;
});

function onlyRequest(): ReceivedRequest {
  const [request, ...others] = upstream.received.filter(({ target }) => !target.includes('route-probe'));
  expect(others).toEqual([]);
  if (!request) throw new Error('Nothing has reached the upstream');
  return request;
}

describe('towards Bedrock', () => {
  it.each(Object.entries(BEDROCKS_OWN))('%s passes', async (name, value) => {
    expect((await callNative(system, INVOKE, { headers: { [name]: value } })).status).toBe(200);
    expect(onlyRequest().headers[name]).toBe(value);
  });

  it("content type and accept pass as they are, and the bodies' bytes", async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json;q=0.9' };
    await callNative(system, INVOKE, { headers });
    expect(onlyRequest().headers).toMatchObject(headers);
    expect(onlyRequest().body.toString()).toBe(INVOKE.body);
  });

  it.each(Object.entries(STAYS_BEHIND))('%s stays behind', async (name, value) => {
    const response = await callNative(system, INVOKE, { headers: { [name]: value } });
    expect(response.status).toBe(200);
    expect(onlyRequest().headers).not.toHaveProperty([name]);
    expect(JSON.stringify(onlyRequest().headers)).not.toContain(value);
  });

  it.each(NATIVE_CALLS.filter(({ streamed }) => !streamed))(
    'with $operation goes nothing but what is named here',
    async (call) => {
      const token = await system.token();
      const headers = { ...STAYS_BEHIND, ...BEDROCKS_OWN };
      expect((await callNative(system, call, { token, headers })).status).toBe(200);
      const sent = onlyRequest();
      // Of fetch's own headers, `accept` is one that Bedrock may see.
      const usual = ['accept', 'accept-encoding', 'authorization', 'connection', 'host', 'user-agent'];
      const ofBody = call.method === 'POST' ? ['content-length', 'content-type'] : [];
      expect(Object.keys(sent.headers).toSorted()).toEqual(
        [...usual, ...ofBody, ...Object.keys(BEDROCKS_OWN)].toSorted(),
      );
      // The key of the commercial account, not the token of the caller.
      expect(sent.headers['authorization']).not.toContain(token);
      const key = JSON.parse((await system.sandbox.readSecret('cross-partition-commercial-creds')) ?? '') as object;
      expect(Object.values(key)).toContain(sent.headers['authorization']?.replace('Bearer ', ''));
      expect(sent.headers).toMatchObject({ 'accept-encoding': 'identity', host: new URL(upstream.url).host });
    },
  );

  it('what concerns one connection ends with it, and so does what that connection names', async () => {
    const body = INVOKE.body ?? '';
    const lines = [
      `Content-Length: ${body.length}`,
      'Connection: close, X-Hop, X-Amzn-Bedrock-Hop',
      'Keep-Alive: timeout=999',
      'TE: trailers',
      'Trailer: X-Late',
      'X-Hop: 1',
      'X-Amzn-Bedrock-Hop: 1',
      'X-Amzn-Bedrock-Trace: ENABLED',
      'Expect: 100-continue',
    ];
    const said = await say(system.url, `${headOf(INVOKE.path, await system.token(), lines)}${body}`);
    expect(said).toMatch(/HTTP\/1\.1 200 OK\r\n/);
    const { headers } = onlyRequest();
    expect(Object.keys(headers).toSorted()).toEqual([
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
      // API Gateway keeps to itself what belongs to the connection: behind it that is a header like any other.
      ...(deployedMode() === undefined ? [] : ['x-amzn-bedrock-hop']),
      'x-amzn-bedrock-trace',
    ]);
    expect(headers['connection']).toBe('keep-alive');
  });
});

describe('towards the caller', () => {
  const counted = { 'x-amzn-bedrock-input-token-count': '7', 'x-amzn-bedrock-output-token-count': '9' };

  it("Bedrock's own headers pass, and the counts go on record", async () => {
    answerWith({ ...counted, 'x-amzn-bedrock-performanceconfig-latency': 'optimized' });
    const response = await callNative(system, INVOKE);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...counted,
      'content-type': 'application/json',
      [LENGTH]: deployedMode() === 'STREAM' ? 'chunked' : '2',
      'x-amzn-requestid': UPSTREAM_REQUEST_ID,
      'x-amzn-bedrock-performanceconfig-latency': 'optimized',
    });
    expect(await system.recordOf(response)).toMatchObject({ inputTokens: 7, outputTokens: 9 });
  });

  it('nothing else does', async () => {
    answerWith({
      'set-cookie': ['a=1', 'b=2'],
      server: 'secret-server/1.0',
      'x-powered-by': 'secret',
      via: '1.1 secret',
      etag: '"secret"',
      'x-amzn-trace-id': 'secret',
      'x-amz-cf-id': 'secret',
      'x-unknown': 'secret',
      'access-control-allow-origin': '*',
      'strict-transport-security': 'max-age=1',
      'www-authenticate': 'secret',
      location: 'https://secret.example.com/',
      connection: 'x-unknown, x-amzn-bedrock-hop',
      'x-amzn-bedrock-hop': 'secret',
    });
    const response = await callNative(system, COUNT_TOKENS);
    expect([...response.headers.keys()].filter((name) => name !== LENGTH).toSorted()).toEqual([
      'cache-control',
      'connection',
      'content-security-policy',
      'content-type',
      'cross-origin-resource-policy',
      'date',
      'keep-alive',
      'referrer-policy',
      'x-amzn-requestid',
      'x-content-type-options',
      'x-destination-partition',
      'x-frame-options',
      'x-request-id',
      'x-routing-attempts',
      'x-routing-method',
      'x-source-partition',
      'x-upstream-request-id',
    ]);
    expect(JSON.stringify([...response.headers])).not.toContain('secret');
  });

  it('of an error passes what an SDK reads, and nothing else', async () => {
    answer = (response) => {
      const headers = { 'content-type': 'application/json', 'x-amzn-requestid': UPSTREAM_REQUEST_ID };
      const own = { 'x-amzn-errortype': 'ValidationException:http://x/', 'x-amzn-bedrock-x': 'passes' };
      const others = { server: 'secret', 'set-cookie': 'secret=1', 'x-unknown': 'secret', 'content-length': '15' };
      response.writeHead(400, { ...headers, ...own, ...others }).end('{"message":"m"}');
    };
    const response = await callNative(system, { ...COUNT_TOKENS });
    expect(response.status).toBe(400);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-amzn-errortype': 'ValidationException:http://x/',
      'x-amzn-requestid': UPSTREAM_REQUEST_ID,
      'x-amzn-bedrock-x': 'passes',
    });
    expect(JSON.stringify([...response.headers])).not.toMatch(/secret|unknown/);
    expect(await response.text()).toBe('{"message":"m"}');
  });

  it('a stream is whatever Bedrock says it is, or nothing', async () => {
    // JSON where frames have to come is not Bedrock's answer.
    expect((await callNative(system, INVOKE_STREAM, { prefix: '/internet' })).status).toBe(502);
  });

  function answerWith(headers: Readonly<Record<string, string | string[]>>): void {
    answer = (response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      answerEmpty(response);
    };
  }
});
