import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { moveClock } from '../support/movable-clock.js';
import { get, post, request } from '../support/post.js';
import { startSystem, type System } from '../support/system.js';

const PREFIXES = ['', '/v1', '/internet', '/v1/internet', '/vpn', '/v1/vpn'] as const;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** A proof is looked at again when it is older than this. */
const FRESH_FOR_MS = 10_001;

let output: CapturedOutput;
beforeAll(() => {
  output = captureOutput();
});
afterAll(() => output[Symbol.dispose]());

/** What `/status` says. */
interface Status {
  readonly version: string;
  readonly routes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly stores: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

async function statusOf(system: System, prefix = ''): Promise<Status> {
  const response = await get(system, `${prefix}/status`);
  expect(response.status).toBe(200);
  return (await response.json()) as Status;
}

const provenBy = (evidence: 'probe' | 'request'): object => ({
  state: 'up',
  provenAt: expect.stringMatching(ISO_TIME),
  provenBy: evidence,
  latencyMs: expect.any(Number),
  breaker: 'closed',
});
const STORE_UP = { state: 'up', provenAt: expect.stringMatching(ISO_TIME), latencyMs: expect.any(Number) };

describe('a gateway where all is well', () => {
  let system: System;
  beforeAll(async () => {
    system = await startSystem();
  });
  afterAll(() => system[Symbol.asyncDispose]());

  it.each(PREFIXES)('says on "%s/health" that it is alive, to anybody, and nothing more', async (prefix) => {
    const before = (await system.records()).length;
    for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
      const response = await request(system, `${prefix}/health`, { headers });
      expect({ status: response.status, body: await response.text() }).toEqual({
        status: 200,
        body: '{"status":"ok"}',
      });
    }
    expect(await system.records()).toHaveLength(before);
  });

  it.each(PREFIXES.flatMap((prefix) => [`${prefix}/health/ready`, `${prefix}/status`]))(
    'shows "%s" to nobody without a token',
    async (path) => {
      const { error } = await expectProblem(await request(system, path), 401, 'UnauthorizedException');
      expect(error.details).toEqual({});
    },
  );

  it.each(PREFIXES)('shows on "%s/status" when and how each part was last proven', async (prefix) => {
    const { routes, stores, version } = await statusOf(system, prefix);
    const only = ['internet', 'vpn'].filter((route) => prefix.includes(route));
    expect(Object.keys(routes)).toEqual(only.length > 0 ? only : ['internet', 'vpn']);
    for (const route of Object.values(routes)) expect(route).toEqual(provenBy('probe'));
    expect(stores).toEqual({ audit: STORE_UP, secrets: STORE_UP });
    expect(version).toBe('0.1.0');
  });

  it.each(PREFIXES)('is ready on "%s/health/ready"', async (prefix) => {
    const response = await get(system, `${prefix}/health/ready`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      details: {
        internet: { status: 'up', ...provenBy('probe') },
        vpn: { status: 'up', ...provenBy('probe') },
        audit: { status: 'up', ...STORE_UP },
        secrets: { status: 'up', ...STORE_UP },
      },
    });
  });

  it('tells nothing in it that would help an attacker', async () => {
    const text = JSON.stringify(await statusOf(system));
    for (const secret of ['127.0.0.1', 'http', 'ABSK', 'bearer-token-secret', 'cross-partition', 'sandbox']) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('a gateway that has just started', () => {
  it('has sent nothing anywhere, and proves a route by a signed call before it says anything about it', async () => {
    await using system = await startSystem();
    expect(await (await request(system, '/health')).json()).toEqual({ status: 'ok' });
    expect(system.sandbox.connections('vpn')).toBe(0);
    const askedAt = Date.now();
    const { routes } = await statusOf(system, '/vpn');
    expect(routes).toEqual({ vpn: provenBy('probe') });
    expect(Date.parse(String(routes['vpn']?.['provenAt']))).toBeGreaterThanOrEqual(askedAt);
    expect(system.sandbox.exchanges('vpn')).toEqual([expect.objectContaining({ authentication: 'bearer' })]);
    expect(system.sandbox.connections('internet')).toBe(0);
  });

  it('takes a request of a caller for a proof, too, and does not ask again for a while', async () => {
    await using system = await startSystem();
    expect((await post(system, '/internet/bedrock/invoke', HELLO)).status).toBe(200);
    expect((await statusOf(system, '/internet')).routes).toEqual({ internet: provenBy('request') });
    expect(system.sandbox.exchanges('internet')).toHaveLength(1);
  });

  it('does not speak of a route that it has not got, and is ready without it', async () => {
    await using system = await startSystem({
      env: { GATEWAY_ATTACHMENT: 'internet', GATEWAY_PEER_FUNCTION: undefined },
    });
    const { routes } = await statusOf(system);
    expect(routes).toEqual({ internet: provenBy('probe'), vpn: { state: 'not-configured' } });
    const ready = await get(system, '/health/ready');
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(system.sandbox.connections('vpn')).toBe(0);
  });
});

describe('when something fails', () => {
  it.each([
    ['a route that refuses connections', { fault: 'down' }, /^unreachable \([a-z-]+\)$/],
    ['a route that resets connections', { fault: 'reset' }, /^unreachable \([a-z-]+\)$/],
    ['a page in the way', { fault: 'html' }, /^not-bedrock \([a-z-]+\)$/],
    ['credentials that Bedrock refuses', { fault: 'expired' }, /^denied \([a-z0-9-]+\)$/],
  ] as const)('%s is down, with the reason', async (_, fault, failure) => {
    await using system = await startSystem();
    await system.sandbox.faults.set('vpn', fault);
    const { routes } = await statusOf(system);
    expect(routes['internet']).toEqual(provenBy('probe'));
    expect(routes['vpn']).toMatchObject({
      state: 'down',
      failedAt: expect.stringMatching(ISO_TIME),
      failedBy: 'probe',
      failure: expect.stringMatching(failure),
    });
    expect(routes['vpn']).not.toHaveProperty('provenAt');
    const ready = await get(system, '/health/ready');
    // One route is enough to serve.
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'degraded',
      details: { vpn: { status: 'down', state: 'down' } },
    });
  });

  it('both routes down is not ready, though alive; and ready again as soon as one is back', async () => {
    using clock = moveClock();
    await using system = await startSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const ready = await get(system, '/health/ready');
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({
      status: 503,
      body: { status: 'error' },
    });
    expect((await request(system, '/health')).status).toBe(200);
    await system.sandbox.faults.set('vpn', { fault: 'none' });
    clock.advance(FRESH_FOR_MS);
    const { routes } = await statusOf(system);
    expect(routes['vpn']).toMatchObject({ state: 'up', provenBy: 'probe', failedAt: expect.stringMatching(ISO_TIME) });
    expect(routes['internet']).toMatchObject({ state: 'down' });
    expect((await get(system, '/health/ready')).status).toBe(200);
  });

  it('a route that failed for a caller is down at once, and its open breaker is shown', async () => {
    await using system = await startSystem();
    expect((await statusOf(system, '/vpn')).routes['vpn']).toMatchObject({ state: 'up', breaker: 'closed' });
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    // Each takes its retries with it; five failures in a row open the breaker.
    for (let count = 0; count < 2; count += 1) await post(system, '/vpn/bedrock/invoke', HELLO);
    expect((await statusOf(system, '/vpn')).routes['vpn']).toMatchObject({
      state: 'down',
      failedBy: 'request',
      breaker: 'open',
    });
  });

  it.each([
    ['audit', 'dynamodb', { fault: 'down' }],
    ['audit', 'dynamodb', { fault: 'error' }],
    ['secrets', 'secrets', { fault: 'down' }],
    ['secrets', 'secrets', { fault: 'error' }],
  ] as const)(
    'the store "%s" (%s: %j) is down with a fixed word, and the gateway is not ready',
    async (name, store, fault) => {
      await using system = await startSystem();
      // Deployed, functions start with the first request, and need a secret for that.
      expect((await post(system, '/bedrock/invoke', 'no JSON')).status).toBe(400);
      await system.records();
      await system.sandbox.faults.setStore(store, fault);
      const ready = await get(system, '/health/ready');
      expect(ready.status).toBe(503);
      expect(await ready.json()).toMatchObject({
        status: 'error',
        details: { [name]: { status: 'down', state: 'down' } },
      });
      const { stores } = await statusOf(system);
      expect(stores[name]).toEqual({
        state: 'down',
        failedAt: expect.stringMatching(ISO_TIME),
        reason: expect.stringMatching(/^[a-z-]+$/),
      });
      expect((await request(system, '/health')).status).toBe(200);
      await system.sandbox.faults.clear();
    },
  );
});
