import { RoutePolicies, type BreakerState, type RouteHealth } from '@app/routing';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { RouteIndicator } from './route.indicator.js';

const UNSEEN: RouteHealth = { route: 'vpn', state: 'unknown' };

/** An indicator over one VPN route that a refresh brings from one state into another. */
async function startIndicator(before: RouteHealth, after = before, breakerState: BreakerState = 'closed') {
  const policy = {
    health: before,
    breakerState,
    probingSinceEpochMs: undefined as number | undefined,
    watchedMs: [] as number[],
    watchHealth(maxAgeMs: number): Promise<void> {
      policy.watchedMs.push(maxAgeMs);
      policy.probingSinceEpochMs = 7;
      return new Promise(() => undefined);
    },
    refreshHealth(): Promise<void> {
      policy.health = after;
      return Promise.resolve();
    },
  };
  const policies = { get: (route: string) => (route === 'vpn' ? policy : undefined) };
  const testing = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
    providers: [RouteIndicator, { provide: RoutePolicies, useValue: policies }],
  }).compile();
  return Object.assign(testing.get(RouteIndicator), { watchedMs: policy.watchedMs });
}

describe('RouteIndicator', () => {
  it('reports a route that is not configured as that, and not as unhealthy', async () => {
    const indicator = await startIndicator(UNSEEN);
    expect(await indicator.report('internet')).toEqual({ state: 'not-configured' });
    expect(await indicator.check('internet')).toEqual({ internet: { status: 'up', state: 'not-configured' } });
  });

  it.each(['unknown', 'down'] as const)('takes a route whose state is %s for unhealthy', async (state) => {
    const indicator = await startIndicator({ ...UNSEEN, state }, undefined, 'open');
    expect(await indicator.check('vpn')).toEqual({ vpn: { status: 'down', state, breaker: 'open' } });
  });

  it('reports what a refresh has shown, and not what was known before', async () => {
    const proven: RouteHealth = { route: 'vpn', state: 'up', provenAtEpochMs: 0, provenBy: 'probe', latencyMs: 12 };
    const indicator = await startIndicator(UNSEEN, proven);
    expect(await indicator.report('vpn')).toEqual({
      state: 'up',
      provenAtEpochMs: 0,
      provenBy: 'probe',
      latencyMs: 12,
      breaker: 'closed',
    });
    expect(await indicator.check('vpn')).toEqual({
      vpn: {
        status: 'up',
        state: 'up',
        provenAt: '1970-01-01T00:00:00.000Z',
        provenBy: 'probe',
        latencyMs: 12,
        breaker: 'closed',
      },
    });
  });

  it('tells at a glance what is known, has it looked up, and waits for nothing', async () => {
    const indicator = await startIndicator({ route: 'vpn', state: 'up', provenAtEpochMs: 5 }, undefined, 'half-open');
    expect(indicator.glance('vpn', 2_000)).toEqual({
      state: 'up',
      provenAtEpochMs: 5,
      breaker: 'half-open',
      probingSinceEpochMs: 7,
    });
    expect(indicator.watchedMs).toEqual([2_000]);
    expect(indicator.glance('internet', 2_000)).toEqual({ state: 'not-configured' });
  });
});
