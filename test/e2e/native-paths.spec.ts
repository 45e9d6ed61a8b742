import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Exchange } from '../../apps/sandbox/src/sandbox.js';
import { callNative, NATIVE_CALLS } from '../support/native-calls.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, callsOf, trafficOf } from '../support/traffic.js';

const PREFIXES = [
  { prefix: '', route: 'internet', other: 'vpn' },
  { prefix: '/internet', route: 'internet', other: 'vpn' },
  { prefix: '/vpn', route: 'vpn', other: 'internet' },
] as const;

const FRAMES = 'application/vnd.amazon.eventstream';

/** Operations whose answers say how many tokens they cost. */
const COUNTED = new Set(['InvokeModel', 'InvokeModelWithResponseStream', 'Converse', 'ConverseStream']);

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe.each(PREFIXES)('under "$prefix"', ({ prefix, route, other }) => {
  it.each(NATIVE_CALLS)('$operation passes the bytes of both sides as they are', async (call) => {
    const response = await callNative(system, call, { prefix });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(call.streamed ? FRAMES : 'application/json');
    const exchange = onlyExchange();
    expect(exchange).toMatchObject({
      operation: call.operation,
      authentication: 'bearer',
      status: 200,
      requestSha256: sha256(call.body ?? ''),
      responseSha256: sha256(bytes),
    });
    expect(bytes.length).toBeGreaterThan(10);
  });

  it.each(NATIVE_CALLS)("$operation has Bedrock's own request id, and says which way it came", async (call) => {
    const response = await callNative(system, call, { prefix });
    await response.arrayBuffer();
    const { requestId } = onlyExchange();
    expect(response.headers.get('x-amzn-requestid')).toBe(requestId);
    expect(response.headers.get('x-upstream-request-id')).toBe(requestId);
    expect(response.headers.get('x-request-id')).not.toBe(requestId);
    expect(response.headers.get('x-routing-method')).toBe(route);
    expect(response.headers.get('x-routing-attempts')).toBe(`${route}:ok`);
    expect(response.headers.get('x-source-partition')).toBe('govcloud');
    expect(response.headers.get('x-destination-partition')).toBe('commercial');
    expect(response.headers.has('x-inference-profile')).toBe(false);
  });

  it.each(NATIVE_CALLS)('$operation leaves one record, with all that is known', async (call) => {
    const before = (await system.records()).length;
    const response = await callNative(system, call, { prefix });
    await response.arrayBuffer();
    const records = await system.records();
    expect(records).toHaveLength(before + 1);
    const { requestId, responseBytes } = onlyExchange();
    const record = await system.recordOf(response);
    expect(record).toMatchObject({
      operation: call.operation,
      streamed: call.streamed,
      outcome: 'complete',
      success: true,
      statusCode: 200,
      subject: 'tester',
      requestedRoute: prefix === '' ? 'auto' : route,
      routingMethod: route,
      dataClassification: 'internal',
      attempts: [{ route, transport: 'direct', outcome: 'ok', durationMs: expect.any(Number) }],
      upstreamRequestId: requestId,
      responseSize: responseBytes,
      firstByteMs: expect.any(Number),
    });
    expect(record?.['modelId']).toBe(call.modelId);
    expect(record?.['requestSize']).toBe(Buffer.byteLength(call.body ?? ''));
    expect(record?.['requestFingerprint']).toBe(call.body === undefined ? undefined : sha256(call.body));
    const counts = [typeof record?.['inputTokens'], typeof record?.['outputTokens']];
    const count = COUNTED.has(call.operation) ? 'number' : 'undefined';
    expect(counts).toEqual([count, count]);
    expect(record).not.toHaveProperty('inferenceProfileId');
  });

  it('asks nobody for anything else, and leaves the other route alone', async () => {
    for (const call of NATIVE_CALLS) await (await callNative(system, call, { prefix })).arrayBuffer();
    expect(callsOf(system, route).map(({ operation }) => operation)).toEqual(
      NATIVE_CALLS.map(({ operation }) => operation),
    );
    expect(trafficOf(system, other)).toEqual(NO_TRAFFIC);
  });

  function onlyExchange(): Exchange {
    const [exchange, ...others] = callsOf(system, route);
    expect(others).toEqual([]);
    if (exchange === undefined) throw new Error('Nothing has reached the upstream');
    return exchange;
  }
});

describe('under /v1, which is for the seed paths alone', () => {
  it.each(NATIVE_CALLS)('there is no $operation', async (call) => {
    const response = await callNative(system, call, { prefix: '/v1' });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

it('the query of a list goes along, as far as the operation knows it', async () => {
  const page = { operation: 'ListInferenceProfiles', permission: 'bedrock:list-models', method: 'GET' } as const;
  const path = '/inference-profiles?maxResults=2&type=SYSTEM_DEFINED&unknown=x';
  const response = await callNative(system, { ...page, path, streamed: false });
  const { inferenceProfileSummaries: profiles, nextToken } = (await response.json()) as {
    inferenceProfileSummaries: unknown[];
    nextToken: string;
  };
  expect(profiles).toHaveLength(2);
  const next = await callNative(system, { ...page, path: `${path}&nextToken=${nextToken}`, streamed: false });
  expect(next.status).toBe(200);
  expect(((await next.json()) as { inferenceProfileSummaries: unknown[] }).inferenceProfileSummaries).toHaveLength(2);
});
