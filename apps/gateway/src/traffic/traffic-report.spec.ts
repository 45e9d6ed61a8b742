import { Test } from '@nestjs/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AuditStoreError, TrafficStore } from '@app/audit';
import { TrafficPolicy } from '@app/routing';
import { ConfigModule } from '../config/config.module.js';
import { loadGatewayConfig } from '../config/gateway-config.js';
import { TrafficModule } from './traffic.module.js';
import { TrafficReport } from './traffic-report.js';

const SETTING = {
  version: 4,
  order: ['vpn', 'internet'],
  weights: { internet: 10, vpn: 90 },
  changedAt: '2026-01-02T03:04:05.678Z',
  changedBy: 'alice',
  previous: { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } },
};

/** Everything of the application that has to do with traffic. */
async function start(env: Record<string, string>) {
  const config = loadGatewayConfig(env);
  const testing = await Test.createTestingModule({ imports: [ConfigModule.forRoot(config), TrafficModule] }).compile();
  testing.useLogger(false);
  await testing.init();
  return Object.assign(testing, { [Symbol.asyncDispose]: () => testing.close() });
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
  vi.stubEnv('AWS_REGION', 'us-gov-west-1');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('TrafficReport', () => {
  it('has nothing to report where no table is configured, and asks nobody', async () => {
    const read = vi.spyOn(TrafficStore.prototype, 'read');
    await using app = await start({});

    expect(await app.get(TrafficReport).report()).toBeUndefined();
    expect(app.get(TrafficPolicy).split).toBeUndefined();
    expect(read).not.toHaveBeenCalled();
  });

  it('reports the setting, and reads it before anybody asks', async () => {
    const read = vi.spyOn(TrafficStore.prototype, 'read').mockResolvedValue(SETTING);
    await using app = await start({ GATEWAY_TRAFFIC_TABLE: 'traffic' });
    expect(read).toHaveBeenCalledTimes(1);

    expect(await app.get(TrafficReport).report()).toEqual({
      source: 'stored',
      order: ['vpn', 'internet'],
      weights: { internet: 10, vpn: 90 },
      version: 4,
      changedAt: '2026-01-02T03:04:05.678Z',
      changedBy: 'alice',
      readAtEpochMs: 1_000_000,
    });
    expect(app.get(TrafficPolicy).split).toMatchObject({ weights: { vpn: 90 } });
  });

  it.each([
    { order: 'internet,vpn', weights: { internet: 100, vpn: 0 } },
    { order: 'vpn,internet', weights: { internet: 0, vpn: 100 } },
    { order: 'vpn', weights: { internet: 0, vpn: 100 } },
  ])('reports the configured order $order where there is no setting', async ({ order, weights }) => {
    vi.spyOn(TrafficStore.prototype, 'read').mockResolvedValue(undefined);
    await using app = await start({ GATEWAY_TRAFFIC_TABLE: 'traffic', GATEWAY_ROUTE_ORDER: order });

    expect(await app.get(TrafficReport).report()).toEqual({
      source: 'configured',
      order: order.split(','),
      weights,
      readAtEpochMs: 1_000_000,
    });
  });

  it('starts with a store that fails, and shows that nothing was ever read', async () => {
    vi.spyOn(TrafficStore.prototype, 'read').mockRejectedValue(new AuditStoreError('denied'));
    await using app = await start({ GATEWAY_TRAFFIC_TABLE: 'traffic' });

    expect(await app.get(TrafficReport).report()).toEqual({
      source: 'configured',
      order: ['internet', 'vpn'],
      weights: { internet: 100, vpn: 0 },
    });
  });
});
