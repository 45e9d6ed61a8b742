import { CredentialsUnavailableError } from '@app/bedrock';
import { CircuitState } from 'cockatiel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRouteBreaker } from './route-breaker.js';
import { RouteHealthRecord } from './route-health.js';
import { RoutePolicy } from './route-policy.js';
import { RouteProber } from './route-prober.js';
import { failure } from './testing/failures.js';
import { CLASSES } from './testing/requests.js';
import { after, ScriptedTransport, type Step } from './testing/scripted-transport.js';

const NOW = 1_000_000;

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

function createWatched(...probeScript: Step[]) {
  const transport = new ScriptedTransport(['ok'], probeScript);
  const breaker = createRouteBreaker();
  const health = new RouteHealthRecord('vpn', Date.now);
  return { transport, breaker, health, prober: new RouteProber(transport, breaker, health, Date.now) };
}

/** Looks ten times a second, as somebody does who must not miss anything. */
async function watchFor(milliseconds: number, prober: Pick<RouteProber, 'watch'>): Promise<void> {
  for (let passedMs = 0; passedMs < milliseconds; passedMs += 100) {
    void prober.watch(2_000);
    await vi.advanceTimersByTimeAsync(100);
  }
}

describe('RouteProber, watched', () => {
  it('probes as often as its watcher wants to know, however often it is asked', async () => {
    const { prober, transport } = createWatched('ok');
    await watchFor(5_000, prober);
    expect(transport.probedAtEpochMs).toEqual([NOW, NOW + 2_000, NOW + 4_000]);
  });

  it('sends nothing once nobody watches', async () => {
    const { prober, transport } = createWatched('ok');
    await watchFor(100, prober);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(transport.probedAtEpochMs).toEqual([NOW]);
  });

  it('sends nothing where requests of callers show as much', async () => {
    const { prober, transport, health } = createWatched('ok');
    for (let second = 0; second < 5; second += 1) {
      health.proven('request', 10);
      await watchFor(1_000, prober);
    }
    expect(transport.probedAtEpochMs).toEqual([]);
  });

  it('probes no oftener where probes show nothing', async () => {
    const { prober, transport, health } = createWatched(() =>
      Promise.reject(new CredentialsUnavailableError('missing')),
    );
    await watchFor(5_000, prober);
    expect(transport.probedAtEpochMs).toEqual([NOW, NOW + 2_000, NOW + 4_000]);
    expect(health.value.state).toBe('unknown');
  });

  it('closes an open breaker when that is due, although no request comes by', async () => {
    const { prober, transport, breaker } = createWatched(failure('unreachable'));
    await watchFor(8_100, prober);
    expect(breaker.state).toBe(CircuitState.Open);
    transport.probeScript = ['ok'];
    await watchFor(9_800, prober);
    expect(breaker.state).toBe(CircuitState.Open);
    await watchFor(200, prober);
    expect(breaker.state).toBe(CircuitState.Closed);
  });

  it('tells since when a probe has been waiting', async () => {
    const policy = new RoutePolicy('vpn', new ScriptedTransport(['ok'], [after(300, 'ok')]), CLASSES);
    expect(policy.probingSinceEpochMs).toBeUndefined();
    const watching = policy.watchHealth(2_000);
    await vi.advanceTimersByTimeAsync(299);
    expect(policy.probingSinceEpochMs).toBe(NOW);
    await vi.advanceTimersByTimeAsync(1);
    await watching;
    expect(policy.probingSinceEpochMs).toBeUndefined();
    expect(policy.health.state).toBe('up');
  });
});
