import { HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Route } from '@app/routing';
import { describe, expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { Readiness } from './readiness.js';
import { RouteIndicator } from './route.indicator.js';
import { StoreIndicator, type Store } from './store.indicator.js';

const CONFIG = { provide: GatewayConfig, useValue: loadGatewayConfig({}) };

type State = 'up' | 'down' | 'unknown' | 'not-configured';
type States = Readonly<Record<Route | Store, State>>;

const ALL_UP: States = { internet: 'up', vpn: 'up', audit: 'up', secrets: 'up' };

/** Readiness over indicators whose states are given. */
async function startReadiness(
  states: States,
  failure?: Error,
): Promise<{ testing: TestingModule; readiness: Readiness }> {
  const useFactory = (indicators: HealthIndicatorService) => ({
    check: (name: Route | Store) => {
      if (failure) return Promise.reject(failure);
      const isDown = states[name] === 'down' || states[name] === 'unknown';
      const data = { state: states[name] };
      return Promise.resolve(isDown ? indicators.check(name).down(data) : indicators.check(name).up(data));
    },
  });
  const indicator = (provide: typeof RouteIndicator | typeof StoreIndicator) => ({ provide, inject: [HealthIndicatorService], useFactory }); // prettier-ignore
  const testing = await Test.createTestingModule({
    imports: [TerminusModule.forRoot({ logger: false })],
    providers: [Readiness, indicator(RouteIndicator), indicator(StoreIndicator), RequestsInFlight, CONFIG],
  }).compile();
  return { testing, readiness: testing.get(Readiness) };
}

describe('Readiness', () => {
  it.each<['ok' | 'degraded' | 'error', Partial<States>]>([
    ['error', { audit: 'down' }],
    ['error', { secrets: 'down' }],
    ['error', { secrets: 'unknown' }],
    ['error', { internet: 'down', vpn: 'down' }],
    ['error', { internet: 'unknown', vpn: 'down' }],
    ['error', { internet: 'down', vpn: 'not-configured' }],
    ['error', { internet: 'not-configured', vpn: 'not-configured' }],
    ['error', { vpn: 'down', audit: 'down' }],
    ['degraded', { internet: 'down' }],
    ['degraded', { vpn: 'down' }],
    ['degraded', { vpn: 'unknown' }],
    ['ok', {}],
    ['ok', { vpn: 'not-configured' }],
    ['ok', { internet: 'not-configured' }],
  ])('is %s with %j', async (status, states) => {
    const { readiness } = await startReadiness({ ...ALL_UP, ...states });
    const report = await readiness.report();
    expect(report.status).toBe(status);
    expect(Object.keys(report.details).toSorted()).toEqual(['audit', 'internet', 'secrets', 'vpn']);
    for (const [name, state] of Object.entries({ ...ALL_UP, ...states })) {
      expect(report.details[name]).toMatchObject({ state });
    }
  });

  it('is error while shutting down, however well everything else is', async () => {
    const { testing, readiness } = await startReadiness(ALL_UP);
    testing.get(RequestsInFlight).drain();
    expect((await readiness.report()).status).toBe('error');
  });

  it('does not hide a defect behind ill health', async () => {
    const { readiness } = await startReadiness(ALL_UP, new TypeError('a defect'));
    await expect(readiness.report()).rejects.toThrow('a defect');
  });
});
