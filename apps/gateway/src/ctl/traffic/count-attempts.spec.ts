import { describe, expect, it } from 'vitest';
import { countAttempts, isExceeded } from './count-attempts.js';

const request = (...attempts: object[]): object => ({ requestId: 'id', attempts });
const attempt = (route: string, outcome: string): object => ({ route, outcome, transport: 'direct' });

describe('countAttempts', () => {
  it.each([
    [undefined],
    [null],
    ['attempts'],
    [{}],
    [{ attempts: 'vpn' }],
    [{ attempts: [null, 'vpn', {}] }],
    [request(attempt('satellite', 'ok'))],
  ])('counts nothing in %j', (record) => {
    expect(countAttempts([record])).toEqual({
      internet: { attempts: 0, failed: 0 },
      vpn: { attempts: 0, failed: 0 },
    });
  });

  it.each(['unreachable', 'not-bedrock', 'timeout', 'stream-broken', 'internal', 'denied'])(
    'counts %s against the route',
    (outcome) => {
      expect(countAttempts([request(attempt('vpn', outcome))]).vpn).toEqual({ attempts: 1, failed: 1 });
    },
  );

  it.each(['ok', 'throttled', 'model-not-ready', 'bad-request', 'client-gone'])(
    'does not count %s against it',
    (outcome) => {
      expect(countAttempts([request(attempt('vpn', outcome))]).vpn).toEqual({ attempts: 1, failed: 0 });
    },
  );

  it('counts what a fallback has saved against the route that failed', () => {
    const records = [
      request(attempt('vpn', 'unreachable'), attempt('internet', 'ok')),
      request(attempt('vpn', 'ok')),
      request(attempt('internet', 'timeout')),
    ];

    expect(countAttempts(records)).toEqual({
      internet: { attempts: 2, failed: 1 },
      vpn: { attempts: 2, failed: 1 },
    });
  });
});

describe('isExceeded', () => {
  it.each([
    { attempts: 0, failed: 0, rate: 0, exceeded: false },
    { attempts: 2, failed: 2, rate: 0, exceeded: false },
    { attempts: 3, failed: 3, rate: 0.01, exceeded: true },
    { attempts: 300, failed: 3, rate: 0.01, exceeded: false },
    { attempts: 299, failed: 3, rate: 0.01, exceeded: true },
    { attempts: 1_000, failed: 3, rate: 0, exceeded: true },
    { attempts: 3, failed: 3, rate: 1, exceeded: false },
  ])('says $exceeded for $failed of $attempts where $rate is allowed', ({ attempts, failed, rate, exceeded }) => {
    expect(isExceeded({ attempts, failed }, rate)).toBe(exceeded);
  });
});
