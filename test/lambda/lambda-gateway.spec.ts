import { Logger } from '@nestjs/common';
import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { LambdaGateway } from '../../apps/gateway/src/lambda/lambda-gateway.js';
import { balancerEvent, proxyEvent } from '../../apps/gateway/src/testing/proxy-event.js';
import { RuntimeStream, stubRuntime } from '../../apps/gateway/src/testing/runtime-stream.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import { MODELS } from '../support/models.js';
import { environmentOf } from '../support/system.js';
import { tokenFor } from '../support/tokens.js';

const [, { modelId, body, text }] = MODELS;
const CONTEXT = { getRemainingTimeInMillis: () => 900_000 } as Context;

let sandbox: Sandbox;
let gateway: LambdaGateway;
let token: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  for (const [name, value] of Object.entries(environmentOf(sandbox))) vi.stubEnv(name, value);
  gateway = await LambdaGateway.start(loadGatewayConfig(environmentOf(sandbox)));
  token = await tokenFor(sandbox);
});
beforeEach(() => {
  stubRuntime();
  // What is refused here on purpose would fill the output with warnings.
  vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await sandbox.faults.set('internet', { fault: 'none' });
});
afterAll(async () => {
  await gateway.close();
  await sandbox.close();
  vi.unstubAllEnvs();
});

/** An event for one of the seed's paths. */
function eventFor(path: string, facts: object = {}): object {
  const multiValueHeaders = {
    Host: ['abc.execute-api.us-gov-west-1.amazonaws.com'],
    Authorization: [`Bearer ${token}`],
    'Content-Type': ['application/json'],
  };
  return proxyEvent({ httpMethod: 'POST', path, multiValueHeaders, body: JSON.stringify({ modelId, body }), ...facts });
}

/** What is in the store now, and not a moment later. */
async function recordWith(field: string, value: unknown): Promise<StoredRecord | undefined> {
  const records = await readAuditRecords(sandbox.urls.dynamodb, 'cross-partition-requests');
  return records.find((record) => record[field] === value);
}

const recordOf = (requestId: string | undefined): Promise<StoredRecord | undefined> =>
  recordWith('requestId', requestId);

/** The answer that API Gateway makes of the stream's bytes. */
function framed(runtime: RuntimeStream): { statusCode: number; headers: Record<string, string>; body: string } {
  const end = runtime.taken.indexOf(Buffer.alloc(8));
  const prelude = JSON.parse(runtime.taken.subarray(0, end).toString()) as {
    statusCode: number;
    headers: Record<string, string>;
  };
  return { ...prelude, body: runtime.taken.subarray(end + 8).toString() };
}

describe.each(['stream', 'answer'] as const)('LambdaGateway.%s', (mode) => {
  const serve = (event: unknown): Promise<unknown> =>
    mode === 'stream' ? gateway.stream(event, new RuntimeStream().stream, CONTEXT) : gateway.answer(event, CONTEXT);

  it.each([[{}], [null], [{ Records: [] }], [{ version: '2.0', requestContext: { http: {} } }], ['text']])(
    'serves no event such as %j',
    async (event) => {
      await expect(serve(event)).rejects.toMatchObject({ code: 'EVENT_NOT_KNOWN' });
    },
  );

  it.each([[{ peerCall: { version: 2 } }], [{ peerCall: {}, requestContext: {} }], [{ peerProbe: { version: 1 } }]])(
    'serves no call of a sibling such as %j',
    async (event) => {
      await expect(serve(event)).rejects.toMatchObject({ code: 'PEER_EVENT_INVALID' });
    },
  );
});

describe('LambdaGateway.stream', () => {
  it('has the record of a caller who has gone in the store when it fails', async () => {
    await sandbox.faults.set('internet', { fault: 'stall', after: 1 });
    const runtime = new RuntimeStream();
    const streaming = gateway.stream(eventFor('/bedrock/invoke-stream'), runtime.stream, CONTEXT);
    await vi.waitFor(() => expect(framed(runtime).body).toContain('data:'), 5_000);
    const { 'x-request-id': requestId } = framed(runtime).headers;
    runtime.fail();
    await expect(streaming).rejects.toMatchObject({ code: 'RESPONSE_STREAM_LOST' });
    expect(await recordOf(requestId)).toMatchObject({ outcome: 'client-gone' });
  });

  it('has it there, too, when there was no answer yet', async () => {
    await sandbox.faults.set('internet', { fault: 'stall' });
    const runtime = new RuntimeStream();
    const streaming = gateway.stream(eventFor('/bedrock/invoke-stream'), runtime.stream, CONTEXT);
    const started = await vi.waitUntil(() => recordWith('outcome', 'started'), 5_000);
    runtime.fail();
    await expect(streaming).rejects.toMatchObject({ code: 'RESPONSE_STREAM_LOST' });
    expect(await recordWith('requestId', started['requestId'])).toMatchObject({ outcome: 'client-gone' });
  });

  it('has the record of an answer that broke off in the store when it fails', async () => {
    await sandbox.faults.set('internet', { fault: 'cut', after: 1 });
    const runtime = new RuntimeStream();
    const accept = { Accept: ['application/vnd.amazon.eventstream'] };
    const event = eventFor('/bedrock/invoke-stream') as { multiValueHeaders: object };
    const broken = { ...event, multiValueHeaders: { ...event.multiValueHeaders, ...accept } };
    await expect(gateway.stream(broken, runtime.stream, CONTEXT)).rejects.toMatchObject({ code: 'ANSWER_BROKEN' });
    expect(runtime.isFinished).toBe(false);
    expect(await recordOf(framed(runtime).headers['x-request-id'])).toMatchObject({ outcome: 'partial' });
  });

  it('answers before the invocation ends, with a record', async () => {
    await sandbox.faults.set('internet', { fault: 'stall' });
    const runtime = new RuntimeStream();
    const brief = { getRemainingTimeInMillis: () => 5_300 } as Context;
    await gateway.stream(eventFor('/bedrock/invoke'), runtime.stream, brief);
    expect(framed(runtime)).toMatchObject({ statusCode: 504 });
    expect(await recordOf(framed(runtime).headers['x-request-id'])).toMatchObject({ statusCode: 504 });
  });

  it('answers with a stream whose record is in the store when it is over', async () => {
    const runtime = new RuntimeStream();
    await gateway.stream(eventFor('/bedrock/invoke-stream'), runtime.stream, CONTEXT);
    const { statusCode, headers, body: answer } = framed(runtime);
    expect({ statusCode, type: headers['content-type'] }).toEqual({
      statusCode: 200,
      type: 'text/event-stream; charset=utf-8',
    });
    expect(answer).toMatch(/event: end\ndata: \{\}\n\n$/);
    expect(runtime.isFinished).toBe(true);
    expect(await recordOf(headers['x-request-id'])).toMatchObject({
      outcome: 'complete',
      streamed: true,
      sourceIP: '203.0.113.7',
    });
  });
});

describe('LambdaGateway.answer', () => {
  interface Result {
    readonly statusCode: number;
    readonly multiValueHeaders: Record<string, string[]>;
    readonly headers?: Record<string, string>;
    readonly body: string;
  }
  const ask = async (event: object): Promise<Result> => (await gateway.answer(event, CONTEXT)) as Result;

  it('refuses a request with two tokens, and one without any', async () => {
    const two = { Host: ['x'], Authorization: [`Bearer ${token}`, `Bearer ${token}`] };
    expect(await ask(eventFor('/bedrock/invoke', { multiValueHeaders: two }))).toMatchObject({ statusCode: 401 });
    expect(await ask(eventFor('/bedrock/invoke', { multiValueHeaders: null }))).toMatchObject({ statusCode: 401 });
  });

  it('holds the limits on heads, which no parser has seen', async () => {
    const headers = (name: string, value: string): object => ({ multiValueHeaders: { Host: ['x'], [name]: [value] } });
    const large = await ask(eventFor('/bedrock/invoke', headers('x-a', 'a'.repeat(17_000))));
    expect([large.statusCode, JSON.parse(large.body)]).toMatchObject([413, { error: { details: { maxHeaderBytes: 16_384 } } }]); // prettier-ignore
    const long = await ask(eventFor(`/bedrock/${'a'.repeat(9_000)}`));
    expect([long.statusCode, JSON.parse(long.body)]).toMatchObject([413, { error: { details: { maxUrlBytes: 8_192 } } }]); // prettier-ignore
  });

  it('answers in one piece, with the record in the store', async () => {
    const userArn = 'arn:aws-us-gov:sts::123456789012:assumed-role/app/session';
    const requestContext = { identity: { sourceIp: '203.0.113.9', userArn } };
    const answer = await ask(eventFor('/bedrock/invoke', { requestContext }));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain(text);
    expect(await recordOf(answer.multiValueHeaders['x-request-id']?.[0])).toMatchObject({
      outcome: 'complete',
      sourceIP: '203.0.113.9',
      userArn,
    });
  });

  it('answers a load balancer', async () => {
    const answer = await ask(balancerEvent({ path: '/v1/health', headers: { 'user-agent': 'ELB-HealthChecker/2.0' } }));
    expect(answer).toMatchObject({ statusCode: 200, body: '{"status":"ok"}' });
    expect(answer.headers?.['content-type']).toMatch(/^application\/json/);
  });
});
