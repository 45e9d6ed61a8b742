import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RoutePolicy } from './route-policy.js';
import { failure } from './testing/failures.js';
import { CLASSES, createRequest } from './testing/requests.js';
import { after, ScriptedTransport } from './testing/scripted-transport.js';
import { settle } from './testing/settle.js';

const NOW = 1_000_000;
const unhandled = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  process.on('unhandledRejection', unhandled);
});
afterEach(() => {
  vi.useRealTimers();
  process.off('unhandledRejection', unhandled);
  unhandled.mockClear();
});

describe('RoutePolicy, probing its route', () => {
  it('tells a cut tunnel from a slow model: each timeout starts a probe, whose failures open the breaker', async () => {
    const transport = new ScriptedTransport([failure('timeout')], [failure('unreachable')]);
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    for (let call = 1; call <= 4; call += 1) await settle(policy.send(createRequest()));
    expect(policy.breakerState).toBe('closed');
    await settle(policy.send(createRequest()));

    expect(policy.breakerState).toBe('open');
    expect(policy.health).toMatchObject({ state: 'down', failedBy: 'probe', failure: 'unreachable (as-scripted)' });
    expect([transport.probedAtEpochMs.length, transport.resets]).toEqual([5, 5]);
  });

  it('leaves the route up when the probe after a timeout goes through', async () => {
    const transport = new ScriptedTransport([failure('timeout')]);
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    for (let call = 1; call <= 10; call += 1) await settle(policy.send(createRequest()));

    expect(policy.breakerState).toBe('closed');
    expect(policy.health).toMatchObject({ state: 'up', provenBy: 'probe', failure: 'timeout (as-scripted)' });
    expect(transport.resets).toBe(0);
  });

  it('starts one probe for all requests that time out together, and none of them waits for it', async () => {
    const transport = new ScriptedTransport([failure('timeout')], [after(3_000, failure('unreachable'))]);
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    const endings = [1, 2, 3, 4, 5, 6].map(() => settle(policy.send(createRequest())));

    expect(await Promise.all(endings)).not.toContain('pending');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(transport.probedAtEpochMs).toEqual([NOW]);
    expect(policy.breakerState).toBe('closed');
  });

  it.each(['unreachable', 'not-bedrock', 'throttled', 'denied', 'client-gone'] as const)(
    'starts no probe when a call ends as %s',
    async (kind) => {
      const transport = new ScriptedTransport([failure(kind)]);
      await settle(new RoutePolicy('vpn', transport, CLASSES).send(createRequest()), 1_000);

      expect(transport.probedAtEpochMs).toEqual([]);
    },
  );

  it('probes every 10 s while requests come, though they succeed', async () => {
    const transport = new ScriptedTransport();
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    for (let call = 0; call <= 8; call += 1) await settle(policy.send(createRequest()), 4_000);

    expect(transport.probedAtEpochMs).toEqual([NOW + 12_000, NOW + 24_000]);
  });

  it('shows the route as the last probe found it when asked', async () => {
    const transport = new ScriptedTransport(['ok'], [failure('not-bedrock'), 'ok']);
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    expect(policy.health).toStrictEqual({ route: 'vpn', state: 'unknown' });

    await policy.refreshHealth();
    expect(policy.health).toMatchObject({ state: 'down', failedAtEpochMs: NOW, failedBy: 'probe' });
    await vi.advanceTimersByTimeAsync(10_000);
    await policy.refreshHealth();

    expect(policy.health).toMatchObject({ state: 'up', provenAtEpochMs: NOW + 10_000, failedAtEpochMs: NOW });
  });

  it('lets no failure of a probe in the background go unhandled', async () => {
    const script = [failure('unreachable'), new TypeError('a defect'), failure('timeout'), failure('client-gone')];
    const policy = new RoutePolicy('vpn', new ScriptedTransport([failure('timeout')], script), CLASSES);
    for (let call = 0; call <= 5; call += 1) await settle(policy.send(createRequest()), 11_000);
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));

    expect(unhandled).not.toHaveBeenCalled();
  });
});
