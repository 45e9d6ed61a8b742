import { describe, expect, it } from 'vitest';
import type { Fault } from '../../apps/sandbox/src/sandbox.js';
import { beginSystem } from '../support/begin-system.js';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { callNative, CONVERSE, CONVERSE_STREAM, INVOKE, INVOKE_STREAM, NATIVE_CALLS } from '../support/native-calls.js';
import { failBoth, NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';

describe('with the internet upstream down', () => {
  it('every operation is answered through the VPN, streamed or not', async () => {
    const system = await beginSystem();
    for (const call of NATIVE_CALLS) {
      await system.sandbox.faults.set('internet', { fault: 'down' });
      const response = await callNative(system, call);
      await response.arrayBuffer();
      expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:unreachable,vpn:ok', method: 'vpn' });
      expect(await system.recordOf(response)).toMatchObject({
        operation: call.operation,
        outcome: 'complete',
        routingMethod: 'vpn',
        requestedRoute: 'auto',
        attempts: [
          { route: 'internet', outcome: 'unreachable' },
          { route: 'vpn', outcome: 'ok' },
        ],
      });
      // One that is answered keeps the breaker closed.
      await system.sandbox.faults.clear();
      expect(wayOf(await callNative(system, call))).toMatchObject({ attempts: 'internet:ok' });
    }
  });

  it.each([
    ['on /internet', '/internet', {}],
    ['for who names the route by header', '', { 'x-routing-method': 'internet' }],
    ['for who denies fallback', '', { 'x-routing-fallback': 'deny' }],
  ] as const)('a call is a 502 %s, and the VPN is left alone', async (_, prefix, headers) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const response = await callNative(system, CONVERSE, { prefix, headers });
    const attempts = 'internet:unreachable,internet:unreachable,internet:unreachable';
    expect(wayOf(response)).toEqual({ status: 502, attempts, method: null });
    await expectNativeProblem(response, 502, 'UpstreamException');
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'Converse',
      outcome: 'failed',
      statusCode: 502,
      errorType: 'UpstreamException',
    });
  });

  it('a token without the VPN gets a 503, and the VPN is left alone', async () => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault: 'down' });
    const response = await callNative(system, INVOKE, { token: await system.token({ routes: ['internet'] }) });
    await expectNativeProblem(response, 503, 'RouteUnavailableException');
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('and the VPN as well, it is a 502 that tried the last route three times', async () => {
    const system = await beginSystem();
    await failBoth(system, { fault: 'down' });
    const response = await callNative(system, CONVERSE_STREAM);
    const attempts = 'internet:unreachable,vpn:unreachable,vpn:unreachable,vpn:unreachable';
    expect(wayOf(response)).toEqual({ status: 502, attempts, method: null });
    await expectNativeProblem(response, 502, 'UpstreamException');
  });
});

describe('data that may take the tunnel only', () => {
  it('never touches the internet, whatever is asked and whatever fails', async () => {
    const headers = { 'x-data-classification': 'cui' };
    const system = await beginSystem({ env: { GATEWAY_VPN_FALLBACK: 'internet' } });
    for (const call of NATIVE_CALLS) {
      const response = await callNative(system, call, { headers });
      await response.arrayBuffer();
      expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
    }
    await system.sandbox.faults.set('vpn', { fault: 'reset' });
    for (const call of NATIVE_CALLS) {
      for (const prefix of ['', '/vpn']) {
        const failed = await callNative(system, call, { prefix, headers });
        // The tunnel failed; or, after a while, its breaker is open.
        expect([502, 503]).toContain(failed.status);
        expect(await system.recordOf(failed)).toMatchObject({ operation: call.operation, dataClassification: 'cui' });
      }
    }
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

describe('which failures fall back', () => {
  it.each(['html', 'html-502'] as const)('an answer of something else does (%s)', async (fault) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', { fault });
    const response = await callNative(system, INVOKE_STREAM);
    await response.arrayBuffer();
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'internet:not-bedrock,vpn:ok', method: 'vpn' });
  });

  it.each<{ fault: Fault; status: number; attempts: string }>([
    { fault: { fault: 'throttle' }, status: 429, attempts: 'throttled,throttled,throttled' },
    { fault: { fault: 'error' }, status: 500, attempts: 'internal,internal,internal' },
    { fault: { fault: 'timeout' }, status: 408, attempts: 'bad-request' },
    { fault: { fault: 'stall' }, status: 408, attempts: 'timeout' },
    { fault: { fault: 'denied' }, status: 403, attempts: 'denied' },
  ])('$fault.fault does not: the caller gets a $status', async ({ fault, status, attempts }) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('internet', fault);
    const timeoutMs = fault.fault === 'stall' ? '300' : '15000';
    const response = await callNative(system, CONVERSE, { headers: { 'x-request-timeout-ms': timeoutMs } });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-routing-attempts')).toBe(attempts.replaceAll(/[\w-]+/g, 'internet:$&'));
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });
});

describe('a way by header', () => {
  it.each([
    ['', 'vpn', 'vpn'],
    ['', 'auto', 'internet'],
    ['/vpn', 'vpn', 'vpn'],
  ])('under "%s" with X-Routing-Method: %s goes by %s', async (prefix, method, route) => {
    const system = await beginSystem();
    const response = await callNative(system, INVOKE, { prefix, headers: { 'x-routing-method': method } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: `${route}:ok`, method: route });
  });

  it.each([
    ['x-routing-method', 'internet', 'The request is not valid: X-Routing-Method disagrees with the path'],
    ['x-routing-fallback', 'x', 'The request is not valid: X-Routing-Fallback must be allow or deny'],
    ['x-data-classification', 'x', 'The request is not valid: X-Data-Classification is not a known data class'],
  ])('that is wrong is named: %s', async (name, value, message) => {
    const system = await beginSystem();
    const response = await callNative(system, CONVERSE, { prefix: '/vpn', headers: { [name]: value } });
    expect(await expectNativeProblem(response, 400, 'ValidationException')).toBe(message);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
    expect(await system.recordOf(response)).toMatchObject({ operation: 'Converse', outcome: 'refused' });
  });
});

it('the switch for fallback from the VPN counts here, too', async () => {
  const system = await beginSystem({ env: { GATEWAY_VPN_FALLBACK: 'internet' } });
  await system.sandbox.faults.set('vpn', { fault: 'down' });
  const response = await callNative(system, CONVERSE_STREAM, { prefix: '/vpn' });
  await response.arrayBuffer();
  expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:unreachable,internet:ok', method: 'internet' });
});
