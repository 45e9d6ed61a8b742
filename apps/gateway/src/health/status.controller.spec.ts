import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessReport } from './process-report.js';
import { RouteIndicator } from './route.indicator.js';
import { StatusController } from './status.controller.js';
import { StoreIndicator } from './store.indicator.js';
import { TrafficReport, type TrafficFacts } from '../traffic/traffic-report.js';

const FACTS = { version: '9.8.7', attachment: 'both', requestsInFlight: 0, problemsByStatus: {} };
const INTERNET = { state: 'down', failedAtEpochMs: 0, failure: 'unreachable (dns)', breaker: 'open' };
const VPN = { state: 'up', provenAtEpochMs: 1_767_225_600_000, provenBy: 'request', latencyMs: 12, breaker: 'closed' };

describe('StatusController', () => {
  let app: NestExpressApplication;
  let traffic: TrafficFacts | undefined;
  const asked: string[] = [];

  beforeAll(async () => {
    const routes = {
      report: (route: string) => {
        asked.push(route);
        return Promise.resolve(route === 'vpn' ? VPN : INTERNET);
      },
    };
    const stores = { report: (store: string) => Promise.resolve({ state: store === 'audit' ? 'up' : 'unknown' }) };
    const testing = await Test.createTestingModule({
      controllers: [StatusController],
      providers: [
        { provide: RouteIndicator, useValue: routes },
        { provide: StoreIndicator, useValue: stores },
        { provide: ProcessReport, useValue: { report: () => FACTS } },
        { provide: TrafficReport, useValue: { report: () => Promise.resolve(traffic) } },
      ],
    }).compile();
    app = testing.createNestApplication<NestExpressApplication>({ logger: false });
    await app.listen(0, '127.0.0.1');
  });

  afterAll(() => app.close());

  const statusAt = async (path: string): Promise<unknown> => (await fetch(`${await app.getUrl()}${path}`)).json();

  it.each(['/status', '/v1/status'])('shows both routes and both stores on %s', async (path) => {
    expect(await statusAt(path)).toEqual({
      ...FACTS,
      routes: {
        internet: {
          state: 'down',
          failedAt: '1970-01-01T00:00:00.000Z',
          failure: 'unreachable (dns)',
          breaker: 'open',
        },
        vpn: {
          state: 'up',
          provenAt: '2026-01-01T00:00:00.000Z',
          provenBy: 'request',
          latencyMs: 12,
          breaker: 'closed',
        },
      },
      stores: { audit: { state: 'up' }, secrets: { state: 'unknown' } },
    });
  });

  it.each([
    ['/vpn/status', 'vpn'],
    ['/v1/vpn/status', 'vpn'],
    ['/internet/status', 'internet'],
    ['/v1/internet/status', 'internet'],
  ])('shows on %s the route %s alone, and asks for no other', async (path, route) => {
    asked.length = 0;
    const { routes } = (await statusAt(path)) as { routes: object };
    expect(Object.keys(routes)).toEqual([route]);
    expect(asked).toEqual([route]);
  });

  it('shows how auto is spread over the routes, where an operator can change that', async () => {
    const weights = { internet: 10, vpn: 90 };
    traffic = { order: ['vpn', 'internet'], weights, source: 'stored', readAtEpochMs: 0, version: 3 };
    const { traffic: shown } = (await statusAt('/status')) as { traffic: object };
    expect(shown).toEqual({
      order: ['vpn', 'internet'],
      weights: { internet: 10, vpn: 90 },
      source: 'stored',
      readAt: '1970-01-01T00:00:00.000Z',
      version: 3,
    });
  });
});
