import { describe, expect, it } from 'vitest';
import { ANSWER_FORMS } from '../support/answer-forms.js';
import { beginSystem } from '../support/begin-system.js';
import { watchConnects } from '../support/connect-spy.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { problemOf } from '../support/problem-of.js';
import { ask, NO_TRAFFIC, trafficOf, wayOf } from '../support/traffic.js';

const CUI = { 'x-data-classification': 'cui' };

describe('data of class cui', () => {
  it.each(ANSWER_FORMS)('is answered $form through the VPN alone', async ({ path, accept }) => {
    const system = await beginSystem();
    const response = await post(system, path, HELLO, { headers: { accept, ...CUI } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
    await response.arrayBuffer();
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });

  it('needs no header where the token grants nothing else', async () => {
    const system = await beginSystem();
    const token = await system.token({ classifications: ['cui'] });
    const response = await post(system, '/bedrock/invoke', HELLO, { token });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
    expect(await system.recordOf(response)).toMatchObject({ dataClassification: 'cui' });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });

  it.each(['down', 'reset', 'html', 'html-502'] as const)('is a 503 where the VPN fails (%s)', async (fault) => {
    const system = await beginSystem();
    await system.sandbox.faults.set('vpn', { fault });
    const response = await ask(system, '', CUI);
    expect(response.status).toBe(503);
    expect((await problemOf(response)).error).toMatchObject({ type: 'RouteUnavailableException', retryable: true });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });

  it.each(['reset-after-headers', 'cut', 'throttle', 'error', 'denied', 'expired', 'timeout', 'unavailable'] as const)(
    'does not reach the internet whatever the VPN answers (%s)',
    async (fault) => {
      const system = await beginSystem({ env: { GATEWAY_VPN_FALLBACK: 'internet' } });
      await system.sandbox.faults.set('vpn', { fault });
      for (const prefix of ['', '/vpn']) {
        const response = await ask(system, prefix, CUI);
        await response.arrayBuffer().catch(() => undefined);
      }
      expect(trafficOf(system, 'vpn')).not.toEqual(NO_TRAFFIC);
      expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    },
  );

  it('is a 403 on /internet, by prefix and by header', async () => {
    const system = await beginSystem();
    for (const headers of [CUI, { ...CUI, 'x-routing-method': 'internet' }]) {
      const response = await ask(system, 'x-routing-method' in headers ? '' : '/internet', headers);
      expect(response.status).toBe(403);
      expect((await problemOf(response)).error).toMatchObject({ type: 'AccessDeniedException', retryable: false });
    }
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });

  it('is a 503 with the VPN down, even where fallback from the VPN is switched on', async () => {
    const system = await beginSystem({ env: { GATEWAY_VPN_FALLBACK: 'internet' } });
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    for (const prefix of ['', '/vpn']) {
      const response = await ask(system, prefix, { ...CUI, 'x-routing-fallback': 'allow' });
      expect(response.status).toBe(503);
      expect((await problemOf(response)).error.type).toBe('RouteUnavailableException');
    }
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

describe('a caller whose token does not grant a route', () => {
  it.each([
    { routes: ['vpn'], prefix: '/internet' },
    { routes: ['internet'], prefix: '/vpn' },
    { routes: [], prefix: '' },
  ] as const)('gets a 403 with routes $routes under "$prefix"', async ({ routes, prefix }) => {
    const system = await beginSystem();
    const token = await system.token({ routes });
    const response = await post(system, `${prefix}/bedrock/invoke`, HELLO, { token });
    expect(response.status).toBe(403);
    expect((await problemOf(response)).error).toMatchObject({ type: 'AccessDeniedException', retryable: false });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(trafficOf(system, 'vpn')).toEqual(NO_TRAFFIC);
  });

  it('goes by the one it grants', async () => {
    const system = await beginSystem();
    const token = await system.token({ routes: ['vpn'] });
    const response = await post(system, '/bedrock/invoke', HELLO, { token });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

// Names that resolve to public addresses are the business of the unit tests of `createConnector`, which inject a look-up.
describe('a public address in GATEWAY_VPN_ENDPOINT', () => {
  it.each([
    'https://203.0.113.7',
    'https://3405803783',
    'https://[2001:db8::7]',
    'https://[::ffff:203.0.113.7]',
    'https://169.254.169.254',
    'https://0.0.0.0',
  ])('is never connected to (%s)', async (endpoint) => {
    const system = await beginSystem({
      env: { GATEWAY_VPN_ENDPOINT: endpoint, GATEWAY_VPN_CONTROL_ENDPOINT: endpoint },
    });
    using connects = watchConnects();
    const response = await ask(system, '/vpn', CUI);
    const attempts = 'vpn:unreachable,vpn:unreachable,vpn:unreachable';
    expect(wayOf(response)).toEqual({ status: 502, attempts, method: null });
    const models = await get(system, '/vpn/bedrock/models', { headers: CUI });
    expect(wayOf(models)).toEqual({ status: 502, attempts, method: null });
    const status = await (await get(system, '/v1/vpn/status')).json();
    expect(status).toMatchObject({ routes: { vpn: { state: 'down', failure: 'unreachable (address-not-private)' } } });
    // The watch sees what the gateway does connect to: its own stores, and the test the gateway.
    expect(new Set(connects.hosts)).toEqual(new Set(['127.0.0.1']));
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});
