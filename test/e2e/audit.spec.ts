import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredRecord } from '../support/audit-records.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post, request, type PostOptions } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import type { System } from '../support/system.js';
import { ask, failBoth, NO_TRAFFIC, trafficOf } from '../support/traffic.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const system = shareSystem({ env: { GATEWAY_MAX_BODY_BYTES: '2000' } });
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

/** The records that something has left, besides those that were there. */
async function recordsLeftBy(work: () => Promise<unknown>): Promise<readonly StoredRecord[]> {
  const before = new Set((await system.records()).map((record) => record['requestId']));
  await work();
  return (await system.records()).filter((record) => !before.has(record['requestId']));
}

describe('the record of a request that was answered', () => {
  it('has these fields, and no others', async () => {
    const token = await system.token({ subject: 'alice', tenant: 'mission-7' });
    const response = await post(system, '/v1/bedrock/invoke-model', HELLO, {
      token,
      headers: { 'x-request-id': 'Case_4711.a-b', 'x-data-classification': 'public' },
    });
    const [exchange] = system.sandbox.exchanges('internet');
    const bytes = Buffer.from(await response.arrayBuffer());
    const record = await system.recordOf(response);
    const timestamp = String(record?.['timestamp']);
    expect(record).toEqual({
      requestId: expect.stringMatching(UUID_V7),
      timestamp: expect.stringMatching(ISO_TIME),
      clientRequestId: 'Case_4711.a-b',
      subject: 'alice',
      tenant: 'mission-7',
      tokenId: expect.stringMatching(UUID),
      sourceIP: expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$/),
      operation: 'InvokeModel',
      streamed: false,
      modelId: 'us.anthropic.claude-opus-4-1-20250805-v1:0',
      dataClassification: 'public',
      sourcePartition: 'govcloud',
      destinationPartition: 'commercial',
      requestedRoute: 'auto',
      routingMethod: 'internet',
      attempts: [
        {
          route: 'internet',
          transport: 'direct',
          outcome: 'ok',
          startedAtEpochMs: expect.any(Number),
          durationMs: expect.any(Number),
        },
      ],
      outcome: 'complete',
      success: true,
      statusCode: 200,
      requestSize: Buffer.byteLength(JSON.stringify(HELLO)),
      responseSize: bytes.length,
      requestFingerprint: createHash('sha256').update(JSON.stringify(HELLO.body)).digest('hex'),
      // The prompt has 20 characters and the answer 89; the stand-in counts a token for every four that were begun.
      inputTokens: 5,
      outputTokens: 23,
      firstByteMs: expect.any(Number),
      latency: expect.any(Number),
      upstreamRequestId: exchange?.requestId,
      ttl: Math.floor(Date.parse(timestamp) / 1_000) + 30 * 24 * 60 * 60,
      gatewayVersion: '0.1.0',
      // The partition keys of the indexes by model and by day.
      modelShard: expect.stringMatching(/^us\.anthropic\.claude-opus-4-1-20250805-v1:0#\d+$/),
      dayShard: expect.stringMatching(new RegExp(`^${timestamp.slice(0, 10)}#\\d+$`)),
    });
    expect(Number(record?.['firstByteMs'])).toBeLessThanOrEqual(Number(record?.['latency']));
  });

  it('names the caller by the id it gave, and never goes by it', async () => {
    const headers = { 'x-request-id': 'the-same-id' };
    const responses = await Promise.all([1, 2].map(() => post(system, '/bedrock/invoke', HELLO, { headers })));
    const ids = responses.map((response) => response.headers.get('x-request-id'));
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain('the-same-id');
    for (const response of responses) {
      expect(response.headers.get('x-client-request-id')).toBe('the-same-id');
      expect(await system.recordOf(response)).toMatchObject({ clientRequestId: 'the-same-id', outcome: 'complete' });
    }
  });
});

describe('a request that is refused leaves one record', () => {
  interface Refusal {
    readonly name: string;
    readonly status: number;
    readonly type: string;
    readonly path?: string;
    readonly body?: object | string;
    readonly headers?: PostOptions['headers'];
    readonly grant?: Parameters<System['token']>[0];
  }
  const REFUSALS: readonly Refusal[] = [
    { name: 'no JSON', status: 400, type: 'ValidationException', body: '{' },
    { name: 'an unknown field', status: 400, type: 'ValidationException', body: { ...HELLO, model: 'x' } },
    { name: 'an id of no model', status: 400, type: 'ValidationException', body: { ...HELLO, modelId: '../x' } },
    { name: 'a wrong header', status: 400, type: 'ValidationException', headers: { 'x-routing-fallback': 'maybe' } },
    { name: 'an unknown class', status: 400, type: 'ValidationException', headers: { 'x-data-classification': 'x' } },
    { name: 'no permission', status: 403, type: 'AccessDeniedException', grant: { permissions: ['status:read'] } },
    { name: 'no such route', status: 403, type: 'AccessDeniedException', grant: { routes: [] } },
    { name: 'no such model', status: 403, type: 'AccessDeniedException', grant: { models: [] } },
    { name: 'no such class', status: 403, type: 'AccessDeniedException', grant: { classifications: [] } },
    {
      name: 'a class that may not go there',
      status: 403,
      type: 'AccessDeniedException',
      path: '/internet/bedrock/invoke',
      headers: { 'x-data-classification': 'cui' },
    },
    { name: 'too much', status: 413, type: 'PayloadTooLargeException', body: { ...HELLO, body: 'x'.repeat(2_000) } },
    { name: 'no JSON type', status: 415, type: 'UnsupportedMediaTypeException', headers: { 'content-type': 'a/b' } },
  ];

  it.each(REFUSALS)('$status: $name', async ({ status, type, path = '/bedrock/invoke', body = HELLO, ...rest }) => {
    const token = await system.token({ subject: 'bob', ...rest.grant });
    const records = await recordsLeftBy(async () => {
      const response = await post(system, path, body, { token, headers: rest.headers ?? {} });
      await expectProblem(response, status, type);
    });
    expect(records).toMatchObject([
      { subject: 'bob', outcome: 'refused', success: false, statusCode: status, errorType: type, attempts: [] },
    ]);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it.each([
    { status: 404, type: 'ResourceNotFoundException', modelId: 'anthropic.no-such-model-v1:0', fault: 'none' },
    { status: 429, type: 'ThrottlingException', modelId: HELLO.modelId, fault: 'throttle' },
    { status: 502, type: 'UpstreamException', modelId: HELLO.modelId, fault: 'html' },
  ] as const)('$status, when that is what Bedrock says ($fault)', async ({ status, type, modelId, fault }) => {
    await failBoth(system, { fault });
    const records = await recordsLeftBy(async () => {
      await expectProblem(await post(system, '/bedrock/invoke', { ...HELLO, modelId }), status, type);
    });
    expect(records).toMatchObject([
      { outcome: 'failed', success: false, statusCode: status, errorType: type, modelId },
    ]);
  });

  it('503, when the only route that its data may take is down', async () => {
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const headers = { 'x-data-classification': 'cui' };
    const records = await recordsLeftBy(async () => {
      await expectProblem(await post(system, '/bedrock/invoke', HELLO, { headers }), 503, 'RouteUnavailableException');
    });
    expect(records).toMatchObject([
      { outcome: 'failed', statusCode: 503, errorType: 'RouteUnavailableException', dataClassification: 'cui' },
    ]);
  });
});

describe('which requests leave a record', () => {
  it.each([
    { path: '/status', operation: 'GetStatus', attempts: 0 },
    { path: '/v1/vpn/status', operation: 'GetStatus', attempts: 0 },
    { path: '/health/ready', operation: 'GetReadiness', attempts: 0 },
    { path: '/bedrock/models', operation: 'ListModels', attempts: 2 },
    { path: `/bedrock/models/${HELLO.modelId}`, operation: 'GetModel', attempts: 2 },
  ])('GET $path leaves one', async ({ path, operation, attempts }) => {
    // Readiness goes by what was seen last: other tests have broken the routes.
    for (const prefix of ['/internet', '/vpn']) expect((await ask(system, prefix)).status).toBe(200);
    const records = await recordsLeftBy(async () => expect((await get(system, path)).status).toBe(200));
    expect(records).toMatchObject([{ operation, outcome: 'complete', statusCode: 200, subject: 'tester' }]);
    expect(records[0]?.['attempts']).toHaveLength(attempts);
  });

  it.each(['/health', '/docs', '/openapi.json'])('GET %s leaves none, with and without a token', async (path) => {
    const records = await recordsLeftBy(async () => {
      expect((await get(system, path)).status).toBe(200);
      expect((await request(system, path)).status).toBe(200);
    });
    expect(records).toEqual([]);
  });

  it('a 401 leaves none', async () => {
    const good = await system.token();
    const records = await recordsLeftBy(async () => {
      for (const token of ['', 'nonsense', `${good}x`, await system.token({ lifetimeSeconds: -3_600 })]) {
        expect((await post(system, '/bedrock/invoke', HELLO, { token })).status).toBe(401);
        expect((await get(system, '/status', { token })).status).toBe(401);
      }
    });
    expect(records).toEqual([]);
  });
});
