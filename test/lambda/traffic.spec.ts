import { TrafficStore } from '@app/audit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EMBEDDED_DYNAMODB_ENV } from '../support/embedded-dynamodb.js';
import { moveClock, type MovableClock } from '../support/movable-clock.js';
import { CONVERSATION, HAIKU_PATH, shareDeployed } from './deployed/with-gateway.js';

const { signal } = new AbortController();

let clock: MovableClock;
beforeAll(() => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  clock = moveClock();
});
afterAll(() => {
  clock[Symbol.dispose]();
  vi.unstubAllEnvs();
});

describe('traffic that an operator has shifted, in functions that are frozen between invocations', () => {
  const shared = shareDeployed(() => ({
    freeze: true,
    concurrency: 1,
    parameters: { TrafficShifterArns: 'arn:aws-us-gov:iam::123456789012:role/traffic-shifter' },
  }));

  const wayOf = async (headers: Record<string, string> = {}): Promise<string | null> => {
    const answer = await shared.ask(`${HAIKU_PATH}/converse`, { body: CONVERSATION, headers });
    await answer.arrayBuffer();
    await shared.gateway.settled();
    return answer.headers.get('x-routing-attempts');
  };

  it('goes by the sibling from the second request on, and back, and no data goes astray', async () => {
    const store = new TrafficStore({ tableName: 'cross-partition-traffic', endpoint: shared.sandbox.urls.dynamodb });
    const shift = (version: number, vpn: number): Promise<boolean> => {
      const split = { order: ['internet', 'vpn'], weights: { internet: 100 - vpn, vpn } };
      const change = { version, changedAt: '2026-01-02T03:04:05.678Z', changedBy: 'alice' };
      return store.write({ ...split, ...change }, version === 1 ? undefined : version - 1, signal);
    };
    expect(await wayOf()).toBe('internet:ok');

    expect(await shift(1, 100)).toBe(true);
    clock.advance(5_001);
    // It reads while it is at work on this one, and has read when it is frozen.
    await wayOf();
    expect([await wayOf(), await wayOf({ 'x-routing-method': 'internet' })]).toEqual(['vpn:ok', 'internet:ok']);

    expect(await shift(2, 0)).toBe(true);
    clock.advance(5_001);
    await wayOf();
    expect([await wayOf(), await wayOf({ 'x-data-classification': 'cui' })]).toEqual(['internet:ok', 'vpn:ok']);
    store.close();
  });
});
