import { CredentialsUnavailableError } from '@app/bedrock';
import { CircuitState, type CircuitBreakerPolicy } from 'cockatiel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouteBreaker } from './route-breaker.js';
import { RouteHealthRecord } from './route-health.js';
import { RouteProber } from './route-prober.js';
import { failure } from './testing/failures.js';
import { after, hangUntilAborted, ScriptedTransport, type Step } from './testing/scripted-transport.js';
import { settle } from './testing/settle.js';

const NOW = 1_000_000;

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

interface Scene {
  readonly transport: ScriptedTransport;
  readonly breaker: CircuitBreakerPolicy;
  readonly health: RouteHealthRecord;
  readonly prober: RouteProber;
}

function createScene(...probeScript: Step[]): Scene {
  const transport = new ScriptedTransport(['ok'], probeScript);
  const breaker = createRouteBreaker();
  const health = new RouteHealthRecord('vpn', Date.now);
  return { transport, breaker, health, prober: new RouteProber(transport, breaker, health, Date.now) };
}

describe('RouteProber', () => {
  it('probes a route in use every 10 s, and an idle one never', async () => {
    const { prober, transport } = createScene('ok');
    for (let second = 0; second <= 25; second += 1) {
      prober.used();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await vi.advanceTimersByTimeAsync(3_600_000);

    expect(transport.probedAtEpochMs).toEqual([NOW + 10_000, NOW + 20_000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs one probe at a time', async () => {
    const { prober, transport } = createScene(after(100, 'ok'));
    const both = [prober.probe(), prober.probe()];
    await vi.advanceTimersByTimeAsync(100);

    expect(await Promise.all(both)).toEqual([true, true]);
    expect(transport.probedAtEpochMs).toEqual([NOW]);
    void prober.probe();
    expect(transport.probedAtEpochMs).toEqual([NOW, NOW + 100]);
  });

  it('says when and how fast the probe proved the route', async () => {
    const { prober, health } = createScene(after(100, 'ok'));
    const probing = prober.probe();
    await vi.advanceTimersByTimeAsync(100);

    expect(await probing).toBe(true);
    expect(health.value).toStrictEqual({
      route: 'vpn',
      state: 'up',
      provenAtEpochMs: NOW + 100,
      provenBy: 'probe',
      latencyMs: 100,
    });
  });

  it.each([
    { probe: failure('unreachable'), shown: 'unreachable (as-scripted)' },
    { probe: failure('not-bedrock'), shown: 'not-bedrock (as-scripted)' },
    { probe: failure('timeout'), shown: 'unreachable (probe-timeout)' },
    { probe: failure('stream-broken'), shown: 'unreachable (probe-stream-broken)' },
  ])('counts $shown against the breaker and empties the pool', async ({ probe, shown }) => {
    const { prober, transport, breaker, health } = createScene(probe);
    for (let turn = 1; turn <= 4; turn += 1) expect(await prober.probe()).toBe(false);
    expect(breaker.state).toBe(CircuitState.Closed);
    await prober.probe();

    expect(breaker.state).toBe(CircuitState.Open);
    expect(transport.resets).toBe(5);
    expect(health.value).toStrictEqual({
      route: 'vpn',
      state: 'down',
      failedAtEpochMs: NOW,
      failedBy: 'probe',
      failure: shown,
    });
  });

  it('gives up a probe that hangs after 5 s, as a cut tunnel makes it hang', async () => {
    const { prober, transport, health } = createScene(hangUntilAborted(() => failure('timeout')));
    const probing = prober.probe();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(health.value.state).toBe('unknown');
    await vi.advanceTimersByTimeAsync(1);

    expect(await probing).toBe(false);
    expect(health.value).toMatchObject({ state: 'down', failure: 'unreachable (probe-timeout)' });
    expect(transport.resets).toBe(1);
  });

  it.each([
    { answer: failure('throttled'), state: 'up' },
    { answer: failure('internal'), state: 'up' },
    { answer: failure('bad-request'), state: 'up' },
    { answer: failure('denied'), state: 'up' },
    { answer: failure('denied', { credentialsRefused: true }), state: 'down' },
  ])('takes the answer $answer.kind for a way that works, and the route for $state', async ({ answer, state }) => {
    const { prober, transport, breaker, health } = createScene(answer);
    for (let turn = 1; turn <= 5; turn += 1) expect(await prober.probe()).toBe(true);

    expect(health.value).toMatchObject({ state });
    expect(breaker.state).toBe(CircuitState.Closed);
    expect(transport.resets).toBe(0);
  });

  it.each([new CredentialsUnavailableError('missing'), new TypeError('a defect'), undefined])(
    'claims nothing when the probe could not be sent: %s',
    async (error) => {
      const { prober, transport, breaker, health } = createScene(() => Promise.reject(error));
      for (let turn = 1; turn <= 5; turn += 1) expect(await prober.probe()).toBe(false);

      expect(health.value).toStrictEqual({ route: 'vpn', state: 'unknown' });
      expect(breaker.state).toBe(CircuitState.Closed);
      expect(transport.resets).toBe(0);
    },
  );

  it.each(['ok', failure('unreachable')] as const)(
    'takes nothing from a probe during which the process stood still: %s',
    async (end) => {
      const { prober, transport, health } = createScene(async () => {
        vi.setSystemTime(NOW + 10_001);
        if (end !== 'ok') throw end;
      });

      expect(await prober.probe()).toBe(false);
      expect(health.value.state).toBe('unknown');
      expect(transport.resets).toBe(0);
    },
  );

  it('lets the failure of a probe count once, however many wait for it', async () => {
    const { prober, breaker } = createScene(after(10, failure('unreachable')));
    const waiting = [1, 2, 3, 4, 5].map(() => prober.probe());
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all(waiting);

    expect(breaker.state).toBe(CircuitState.Closed);
  });

  it('decides about an open breaker with the probe that is under way, if there is one', async () => {
    const scene = createScene(failure('unreachable'));
    for (let turn = 1; turn <= 5; turn += 1) await scene.prober.probe();
    await vi.advanceTimersByTimeAsync(9_990);
    scene.transport.probeScript = [after(20, failure('unreachable'))];
    const running = scene.prober.probe();
    await vi.advanceTimersByTimeAsync(10);
    const trial = scene.prober.tryToClose();
    expect(scene.breaker.state).toBe(CircuitState.HalfOpen);
    await vi.advanceTimersByTimeAsync(10);

    expect([await running, await trial]).toEqual([false, undefined]);
    expect(scene.breaker.state).toBe(CircuitState.Open);
    expect(scene.transport.probedAtEpochMs).toHaveLength(6);
  });

  it('refreshes only what is 10 s old', async () => {
    const { prober, transport } = createScene('ok', failure('unreachable'), 'ok');
    const probedAt = async (passMs: number): Promise<number> => {
      await vi.advanceTimersByTimeAsync(passMs);
      await prober.refresh();
      return transport.probedAtEpochMs.length;
    };

    expect([await probedAt(0), await probedAt(9_999), await probedAt(1), await probedAt(9_999)]).toEqual([1, 1, 2, 2]);
    expect(await probedAt(1)).toBe(3);
  });

  it('refreshes with the probe that is under way, though something newer is known', async () => {
    const { prober, transport, health } = createScene(after(100, 'ok'));
    void prober.probe();
    health.failed('request', failure('timeout'), 0);
    const refreshing = prober.refresh();

    expect(await settle(refreshing, 99)).toBe('pending');
    expect(await settle(refreshing, 1)).toEqual({ result: undefined });
    expect(health.value).toMatchObject({ state: 'up', provenAtEpochMs: NOW + 100 });
    expect(transport.probedAtEpochMs).toHaveLength(1);
  });

  it('ends a probe under way and starts no other once closed', async () => {
    const { prober, transport, health } = createScene(hangUntilAborted(() => failure('client-gone')));
    const probing = prober.probe();
    prober.close();

    expect(await probing).toBe(false);
    expect(await prober.probe()).toBe(false);
    expect(transport.probedAtEpochMs).toHaveLength(1);
    expect(health.value.state).toBe('unknown');
    expect(transport.resets).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
