import { describe, expect, it } from 'vitest';
import type { Fault } from '../../apps/sandbox/src/sandbox.js';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { beginSystem } from '../support/begin-system.js';
import { HELLO } from '../support/models.js';
import { moveClock } from '../support/movable-clock.js';
import { get, post } from '../support/post.js';
import { problemOf } from '../support/problem-of.js';
import type { System } from '../support/system.js';
import { transportOf } from '../support/transport-of.js';
import { ask, failBoth, NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';

describe('with the internet upstream down', () => {
  it.each(ANSWER_FORMS)('the unprefixed path answers $form through the VPN', async ({ path, accept }) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const response = await post(system, path, HELLO, { headers: { accept } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:unreachable,vpn:ok', method: 'vpn' });
    await response.arrayBuffer();
    expect(await system.recordOf(response)).toMatchObject({
      outcome: 'complete',
      routingMethod: 'vpn',
      requestedRoute: 'auto',
      attempts: [
        { route: 'internet', transport: 'direct', outcome: 'unreachable', durationMs: expect.any(Number) },
        { route: 'vpn', transport: transportOf('vpn'), outcome: 'ok', durationMs: expect.any(Number) },
      ],
    });
  });

  it('/internet is a 502 after two retries, and the VPN is left alone', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const response = await ask(system, '/internet');
    const attempts = 'internet:unreachable,internet:unreachable,internet:unreachable';
    expect(wayOf(response)).toEqual({ status: 502, attempts, method: null });
    const { error, routingMethod } = await problemOf(response);
    expect(error).toMatchObject({ type: 'UpstreamException', retryable: true, details: {} });
    expect(routingMethod).toBe('internet');
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('a caller who denies fallback gets a 502, and the VPN is left alone', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const response = await ask(system, '', { 'x-routing-fallback': 'deny' });
    expect(response.status).toBe(502);
    expect((await problemOf(response)).error.type).toBe('UpstreamException');
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('a token without the VPN gets a 503, and the VPN is left alone', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const token = await system.token({ routes: ['internet'] });
    const response = await post(system, '/bedrock/invoke', HELLO, { token });
    expect(response.status).toBe(503);
    expect((await problemOf(response)).error.type).toBe('RouteUnavailableException');
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('and the VPN down as well, it is a 502 that tried the last route three times', async () => {
    const system = await beginSystem();
    await failBoth(system, { fault: 'down' });
    const response = await ask(system, '');
    const attempts = 'internet:unreachable,vpn:unreachable,vpn:unreachable,vpn:unreachable';
    expect(wayOf(response)).toEqual({ status: 502, attempts, method: null });
    expect((await problemOf(response)).error.type).toBe('UpstreamException');
  });
});

describe('which failures fall back', () => {
  it.each(['html', 'html-502'] as const)('an answer of something else does (%s)', async (fault) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault });
    const response = await ask(system, '');
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:not-bedrock,vpn:ok', method: 'vpn' });
  });

  it.each<{ fault: Fault; status: number; attempts: string }>([
    { fault: { fault: 'throttle' }, status: 429, attempts: 'throttled,throttled,throttled' },
    { fault: { fault: 'not-ready' }, status: 429, attempts: 'model-not-ready,model-not-ready,model-not-ready' },
    { fault: { fault: 'error' }, status: 500, attempts: 'internal,internal,internal' },
    { fault: { fault: 'unavailable' }, status: 503, attempts: 'internal,internal,internal' },
    { fault: { fault: 'timeout' }, status: 408, attempts: 'bad-request' },
    { fault: { fault: 'stall' }, status: 504, attempts: 'timeout' },
    { fault: { fault: 'denied' }, status: 403, attempts: 'denied' },
    { fault: { fault: 'expired' }, status: 502, attempts: 'denied' },
  ])('$fault.fault does not: the caller gets a $status', async ({ fault, status, attempts }) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', fault);
    const response = await ask(system, '', { 'x-request-timeout-ms': '2000' });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-routing-attempts')).toBe(attempts.replaceAll(/[\w-]+/g, 'internet:$&'));
    const requests = system.sandbox.exchanges('internet').filter(({ modelId }) => modelId === HELLO.modelId);
    expect(requests).toHaveLength(attempts.split(',').length);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('one throttled call is repeated on its route, no sooner than Bedrock asks', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'throttle', times: 1, retryAfterSeconds: 1 });
    const response = await ask(system, '');
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:throttled,internet:ok', method: 'internet' });
    const [first, second, ...others] = system.sandbox.exchanges('internet');
    expect(others).toEqual([]);
    // A timer may fire within the millisecond before.
    expect(Number(second?.receivedAtEpochMs) - Number(first?.receivedAtEpochMs)).toBeGreaterThanOrEqual(999);
  });

  it('a wait that is too long for the gateway is passed on to the caller', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'throttle', retryAfterSeconds: 7 });
    const response = await ask(system, '');
    expect(wayOf(response)).toEqual({ status: 429, attempts: 'internet:throttled', method: null });
    expect(response.headers.get('retry-after')).toBe('7');
    expect((await problemOf(response)).error).toMatchObject({ type: 'ThrottlingException', retryable: true });
  });
});

describe('the switch for fallback from the VPN', () => {
  it.each(ANSWER_FORMS)('lets internal data go on to the internet ($form)', async ({ path, accept }) => {
    const system = await beginSystem({ env: { GATEWAY_VPN_FALLBACK: 'internet' } });
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const response = await post(system, `/vpn${path}`, HELLO, { headers: { accept } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:unreachable,internet:ok', method: 'internet' });
    await response.arrayBuffer();
  });

  it('is off by default: /vpn is a 502 with the VPN down, and the internet is left alone', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const response = await ask(system, '/vpn');
    expect(response.status).toBe(502);
    expect((await problemOf(response)).error.type).toBe('UpstreamException');
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

describe('after five failures of a route in a row', () => {
  it('nothing more is sent there: auto goes by the VPN at once, the route itself is a 503', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'reset' });
    for (let count = 1; count <= 5; count += 1) {
      expect((await ask(system, '')).headers.get('x-routing-attempts')).toBe('internet:unreachable,vpn:ok');
    }
    expect(trafficOf(system, 'internet')).toEqual({ requests: 5, connections: 5 });
    system.sandbox.forgetRequests();
    for (let count = 1; count <= 3; count += 1) {
      expect(wayOf(await ask(system, ''))).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
    }
    const refused = await ask(system, '/internet');
    expect(refused.status).toBe(503);
    expect((await problemOf(refused)).error.type).toBe('RouteUnavailableException');
    expect(await statusOfRoutes(system)).toMatchObject({
      internet: { state: 'down', breaker: 'open', failure: 'unreachable (reset)', failedBy: 'request' },
      vpn: { state: 'up', breaker: 'closed' },
    });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(await system.recordOf(refused)).toMatchObject({ outcome: 'refused', statusCode: 503, attempts: [] });
  });

  it('ten seconds later one probe closes the breaker, and the route is back', async () => {
    using clock = moveClock();
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    for (let count = 1; count <= 5; count += 1) await ask(system, '');
    await system.sandbox.faults.clear();
    expect(wayOf(await ask(system, ''))).toMatchObject({ attempts: 'vpn:ok' });
    clock.advance(10_001);
    expect(wayOf(await ask(system, ''))).toMatchObject({ attempts: 'internet:ok' });
    // The probe, which names no model there is, and then the request.
    expect(system.sandbox.exchanges('internet').map(({ status }) => status)).toEqual([404, 200]);
    expect(await statusOfRoutes(system)).toMatchObject({ internet: { state: 'up', breaker: 'closed' } });
  });

  async function statusOfRoutes(system: System): Promise<unknown> {
    return ((await (await get(system, '/status')).json()) as { routes: unknown }).routes;
  }
});
