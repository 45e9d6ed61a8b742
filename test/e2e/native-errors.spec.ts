import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAnsweredByApiGateway } from '../support/answered-by-api-gateway.js';
import { beginSystem } from '../support/begin-system.js';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { callNative, CONVERSE, CONVERSE_STREAM, HAIKU, INVOKE, INVOKE_STREAM } from '../support/native-calls.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, callsOf, failBoth, trafficOf } from '../support/traffic.js';
import { request } from '../support/post.js';
import type { Exchange, Fault } from '../../apps/sandbox/src/sandbox.js';

const system = shareSystem({ env: { GATEWAY_MAX_BODY_BYTES: '4096' } });
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

interface OwnError {
  readonly fault: Fault;
  readonly status: number;
  readonly type: string;
  readonly attempts: readonly string[];
  readonly retryAfter?: string;
}

const BEDROCKS: readonly OwnError[] = [
  { fault: { fault: 'denied' }, status: 403, type: 'AccessDeniedException', attempts: ['denied'] },
  { fault: { fault: 'timeout' }, status: 408, type: 'ModelTimeoutException', attempts: ['bad-request'] },
  { fault: { fault: 'model-error' }, status: 424, type: 'ModelErrorException', attempts: ['bad-request'] },
  {
    fault: { fault: 'throttle', retryAfterSeconds: 7 },
    status: 429,
    type: 'ThrottlingException',
    attempts: ['throttled'],
    retryAfter: '7',
  },
  {
    fault: { fault: 'not-ready' },
    status: 429,
    type: 'ModelNotReadyException',
    attempts: ['model-not-ready', 'model-not-ready', 'model-not-ready'],
    retryAfter: '1',
  },
  {
    fault: { fault: 'error' },
    status: 500,
    type: 'InternalServerException',
    attempts: ['internal', 'internal', 'internal'],
  },
  {
    fault: { fault: 'unavailable' },
    status: 503,
    type: 'ServiceUnavailableException',
    attempts: ['internal', 'internal', 'internal'],
  },
];

describe.each([CONVERSE, INVOKE_STREAM])("$operation: an error of Bedrock's own stays what it is", (call) => {
  it.each(BEDROCKS)('$status $type', async ({ fault, status, type, attempts, retryAfter = null }) => {
    await system.sandbox.faults.set('internet', fault);
    const response = await callNative(system, call, { prefix: '/internet' });
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(retryAfter);
    await expectPassedOn(response, type);
    expect(await system.recordOf(response)).toMatchObject({
      operation: call.operation,
      outcome: 'failed',
      success: false,
      statusCode: status,
      errorType: type,
      attempts: attempts.map((outcome) => ({ route: 'internet', outcome })),
      upstreamRequestId: lastExchange().requestId,
    });
  });

  it.each([
    ['a body that is none of the model', { ...call, body: '{"nothing":true}' }, 400, 'ValidationException'],
    [
      'a model that is not there',
      { ...call, path: call.path.replace(encodeURIComponent(HAIKU), 'anthropic.claude-v1') },
      404,
      'ResourceNotFoundException',
    ],
  ] as const)('%s', async (_, wrong, status, type) => {
    const response = await callNative(system, wrong);
    expect(response.status).toBe(status);
    await expectPassedOn(response, type);
    expect(await system.recordOf(response)).toMatchObject({
      operation: call.operation,
      outcome: 'failed',
      statusCode: status,
      errorType: type,
      attempts: [{ route: 'internet', outcome: 'bad-request' }],
    });
  });
});

describe("an error of the gateway's own has Bedrock's shape", () => {
  it.each([
    ['no token', undefined, 'Bearer error="invalid_request"'],
    ['a token that is none', 'Bearer x', 'Bearer error="invalid_token"'],
    ["Bedrock's own key", 'Bearer ABSKQmVkcm9jaw==', 'Bearer error="invalid_token"'],
  ])('401 for %s', async (_, authorization, challenge) => {
    const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
    const before = (await system.records()).length;
    const response = await request(system, CONVERSE.path, { method: 'POST', headers, body: '{}' });
    await expectNativeProblem(response, 401, 'UnauthorizedException');
    // API Gateway has one challenge for everybody.
    const expected = isAnsweredByApiGateway(response) ? 'Bearer error="invalid_token"' : challenge;
    expect(response.headers.get('www-authenticate')).toBe(expected);
    expect(await system.records()).toHaveLength(before);
  });

  it.each([
    ['is not JSON', '{"messages":'],
    ['is not JSON', ''],
    ['is not a JSON object', '[]'],
    ['is not a JSON object', 'null'],
  ])('400 where Bedrock reads JSON and the body %s', async (fault, body) => {
    for (const call of [CONVERSE, CONVERSE_STREAM]) {
      const response = await callNative(system, { ...call, body });
      const message = await expectNativeProblem(response, 400, 'ValidationException');
      expect(message).toBe(`The request is not valid: body ${fault}`);
      await expectOnRecord(response, { outcome: 'refused', statusCode: 400, errorType: 'ValidationException' });
    }
  });

  it.each([INVOKE, INVOKE_STREAM])("a model's own body is the model's to judge ($operation)", async (call) => {
    const response = await callNative(system, { ...call, body: '{"messages":' });
    expect(response.status).toBe(400);
    await expectOnRecord(response, { outcome: 'failed', attempts: [{ route: 'internet', outcome: 'bad-request' }] });
  });

  it('413 for a body over the limit, which is named', async () => {
    const response = await callNative(system, { ...INVOKE, body: `{"x":"${'x'.repeat(4_096)}"}` });
    const message = await expectNativeProblem(response, 413, 'PayloadTooLargeException');
    expect(message).toContain('4096 bytes');
    await expectOnRecord(response, { outcome: 'refused', statusCode: 413, errorType: 'PayloadTooLargeException' });
  });

  it.each([
    ['text/plain', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
    ['application/json-patch+json', {}],
  ])('415 for %s %j', async (type, others) => {
    const response = await callNative(system, CONVERSE, { headers: { 'content-type': type, ...others } });
    await expectNativeProblem(response, 415, 'UnsupportedMediaTypeException');
    await expectOnRecord(response, { outcome: 'refused', statusCode: 415, errorType: 'UnsupportedMediaTypeException' });
  });

  it("502 for the gateway's own credentials, of which nothing is said", async () => {
    await system.sandbox.faults.set('internet', { fault: 'expired' });
    const response = await callNative(system, CONVERSE);
    expect(response.status).toBe(502);
    expect(response.headers.get('x-amzn-errortype')).toBe('UpstreamException');
    expect(await response.json()).toEqual({ message: "Bedrock refused the gateway's own credentials" });
    await expectOnRecord(response, { outcome: 'failed', statusCode: 502, errorType: 'UpstreamException' });
  });

  it.each([CONVERSE, CONVERSE_STREAM])(
    '408 for a deadline, and not a 504, which an SDK would send again ($operation)',
    async (call) => {
      await system.sandbox.faults.set('internet', { fault: 'stall' });
      const response = await callNative(system, call, { headers: { 'x-request-timeout-ms': '200' } });
      await expectNativeProblem(response, 408, 'ModelTimeoutException');
      await system.sandbox.faults.clear();
      await expectOnRecord(response, {
        outcome: 'failed',
        statusCode: 408,
        errorType: 'ModelTimeoutException',
        attempts: [{ route: 'internet', outcome: 'timeout' }],
      });
    },
  );

  it.each([
    ['down', 'UpstreamException'],
    ['html', 'UpstreamException'],
  ] as const)('502 when every route fails (%s)', async (fault, type) => {
    const failing = await beginSystem();
    await failBoth(failing, { fault });
    const response = await callNative(failing, CONVERSE_STREAM);
    await expectNativeProblem(response, 502, type);
    expect(await failing.recordOf(response)).toMatchObject({ outcome: 'failed', statusCode: 502, errorType: type });
  });

  it('503 when no record can be made, and nothing is sent', async () => {
    const failing = await beginSystem();
    await failing.sandbox.faults.setStore('dynamodb', { fault: 'error' });
    const response = await callNative(failing, CONVERSE);
    await expectNativeProblem(response, 503, 'AuditUnavailableException');
    expect(trafficOf(failing, 'internet')).toEqual(NO_TRAFFIC);
    await failing.sandbox.faults.clear();
  });
});

/** Type, id and body as the upstream sent them. */
async function expectPassedOn(response: Response, type: string): Promise<void> {
  const { requestId, responseBody } = lastExchange();
  const raw = `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/`;
  expect(response.headers.get('x-amzn-errortype')).toBe(raw);
  expect(response.headers.get('x-amzn-requestid')).toBe(requestId);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(responseBody);
}

function lastExchange(): Exchange {
  const exchange = callsOf(system, 'internet').findLast(({ modelId }) => modelId?.startsWith('anthropic.'));
  if (!exchange) throw new Error('Nothing has reached the upstream');
  return exchange;
}

async function expectOnRecord(response: Response, record: object): Promise<void> {
  const requestId = response.headers.get('x-request-id');
  const records = (await system.records()).filter((candidate) => candidate['requestId'] === requestId);
  expect(records).toMatchObject([record]);
}
