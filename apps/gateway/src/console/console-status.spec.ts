import { setImmediate } from 'node:timers/promises';
import { Test } from '@nestjs/testing';
import { describe, expect, it, vi } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { ProcessReport } from '../health/process-report.js';
import { RouteIndicator } from '../health/route.indicator.js';
import { StoreIndicator } from '../health/store.indicator.js';
import { TrafficReport } from '../traffic/traffic-report.js';
import { ConsoleStatus } from './console-status.js';
import { SlowReports } from './slow-reports.js';

const NOW = Date.UTC(2026, 0, 1);
const FACTS = { version: '9.8.7', attachment: 'both', requestsInFlight: 2, problemsByStatus: {} };

interface Parts {
  readonly env?: Record<string, string>;
  readonly vpn?: object;
  readonly store?: () => Promise<object>;
  readonly traffic?: object;
}

async function start({ env = {}, vpn = { state: 'not-configured' }, store, traffic }: Parts = {}) {
  const glance = vi.fn((route: string) =>
    route === 'vpn' ? vpn : { state: 'up', provenAtEpochMs: 0, breaker: 'open' },
  );
  const report = vi.fn(store ?? (() => Promise.resolve({ state: 'up', provenAtEpochMs: 0 })));
  const testing = await Test.createTestingModule({
    providers: [
      ConsoleStatus,
      SlowReports,
      { provide: GatewayConfig, useValue: loadGatewayConfig(env) },
      { provide: ProcessReport, useValue: { report: () => FACTS } },
      { provide: RouteIndicator, useValue: { glance } },
      { provide: StoreIndicator, useValue: { report } },
      { provide: TrafficReport, useValue: { report: () => Promise.resolve(traffic) } },
    ],
  }).compile();
  return { status: testing.get(ConsoleStatus), glance, report };
}

describe('ConsoleStatus', () => {
  it('says where the process is, what it does, and how its routes stand', async () => {
    const { status, glance } = await start({
      env: { AWS_REGION: 'us-gov-west-1', GATEWAY_BEDROCK_REGION: 'us-east-1' },
    });
    expect(status.read(NOW)).toEqual({
      at: '2026-01-01T00:00:00.000Z',
      sourcePartition: 'govcloud',
      destinationPartition: 'commercial',
      region: 'us-gov-west-1',
      destinationRegion: 'us-east-1',
      ...FACTS,
      routes: {
        internet: { state: 'up', provenAt: '1970-01-01T00:00:00.000Z', breaker: 'open' },
        vpn: { state: 'not-configured' },
      },
      stores: { audit: { state: 'unknown' }, secrets: { state: 'unknown' } },
    });
    expect(glance.mock.calls).toEqual([
      ['internet', 2_000],
      ['vpn', 2_000],
    ]);
  });

  it.each([{}, { AWS_REGION: '' }, { AWS_REGION: 'no <region>' }])('claims no region with %j', async (env) => {
    const { status } = await start({ env });
    expect(status.read(NOW)).not.toHaveProperty('region');
    expect(status.read(NOW)).not.toHaveProperty('destinationRegion');
  });

  it.each([
    [999, undefined],
    [1_000, 1],
    [4_999, 4],
  ])('tells of a probe that has waited %d ms in whole seconds: %s', async (waitedMs, unansweredSeconds) => {
    const vpn = { state: 'up', breaker: 'closed', probingSinceEpochMs: NOW - waitedMs };
    const { status } = await start({ vpn });
    const shown = { state: 'up', breaker: 'closed', ...(unansweredSeconds !== undefined && { unansweredSeconds }) };
    expect(status.read(NOW).routes['vpn']).toEqual(shown);
  });

  it('shows stores and traffic as soon as they are known, and waits for neither', async () => {
    const traffic = { order: ['vpn'], weights: { vpn: 100 }, source: 'stored', readAtEpochMs: 0 };
    const { status } = await start({ traffic });
    expect(status.read(NOW)).not.toHaveProperty('traffic');
    await setImmediate();
    expect(status.read(NOW)).toMatchObject({
      stores: { audit: { state: 'up', provenAt: '1970-01-01T00:00:00.000Z' }, secrets: { state: 'up' } },
      traffic: { order: ['vpn'], weights: { vpn: 100 }, source: 'stored', readAt: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('asks a store that does not answer once, however often somebody looks', async () => {
    const { promise, resolve } = Promise.withResolvers<object>();
    const { status, report } = await start({ store: () => promise });
    for (let look = 0; look < 5; look += 1) status.read(NOW);
    expect(report).toHaveBeenCalledTimes(2);
    resolve({ state: 'down', reason: 'timeout' });
    await setImmediate();
    expect(status.read(NOW).stores).toEqual({
      audit: { state: 'down', reason: 'timeout' },
      secrets: { state: 'down', reason: 'timeout' },
    });
  });
});
