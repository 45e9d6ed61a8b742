import { describe, expect, it } from 'vitest';
import { viewRoute } from './route-view.js';

const NOW = Date.UTC(2026, 0, 1, 0, 0, 10);
const UP = { state: 'up', provenAt: '2026-01-01T00:00:08.000Z', provenBy: 'probe', latencyMs: 12, breaker: 'closed' };
const FAILED = { failedAt: '2026-01-01T00:00:07.000Z', failedBy: 'probe', failure: 'unreachable (connection-refused)' };

const view = (vpn: object, traffic?: object) => viewRoute({ routes: { vpn }, traffic }, 'vpn', NOW);

describe('viewRoute', () => {
  it.each([{}, { routes: null }, { routes: { vpn: 'up' } }, { routes: { vpn: { state: 7 } } }])(
    'knows nothing of a route that %j says nothing of',
    (status) => {
      expect(viewRoute(status, 'vpn', NOW)).toEqual({
        mood: 'unknown',
        state: 'Not yet known',
        reason: undefined,
        proof: 'Never',
        breaker: 'None',
        traffic: 'As configured',
      });
    },
  );

  it('says how a route was proven, and what its breaker does', () => {
    expect(view(UP)).toEqual({
      mood: 'up',
      state: 'Up',
      reason: undefined,
      proof: '2 s ago, by a probe in 12 ms',
      breaker: 'Closed: requests go through',
      traffic: 'As configured',
    });
  });

  it('says why a route is down, and when it was seen', () => {
    expect(view({ ...UP, ...FAILED, state: 'down', breaker: 'open' })).toMatchObject({
      mood: 'down',
      state: 'Down',
      reason: 'unreachable (connection-refused), seen by a probe 3 s ago',
      breaker: 'Open: requests are held off',
    });
  });

  it('does not pass the last failure of a route that is up for the present', () => {
    expect(view({ ...UP, ...FAILED })).toMatchObject({
      mood: 'up',
      reason: 'before that: unreachable (connection-refused), seen by a probe 3 s ago',
    });
  });

  it.each(['up', 'unknown'])('says of a route that was %s that a probe has no answer yet', (state) => {
    expect(view({ ...UP, state, unansweredSeconds: 2 })).toMatchObject({
      mood: 'waiting',
      state: 'Not answering',
      reason: 'a probe has been waiting for 2 s',
    });
  });

  it('keeps a route down that is probed again', () => {
    expect(view({ ...UP, ...FAILED, state: 'down', unansweredSeconds: 2 })).toMatchObject({ mood: 'down' });
  });

  it('tells a route that is not configured from one that is down', () => {
    expect(view({ state: 'not-configured' })).toMatchObject({ mood: 'off', state: 'Not configured', breaker: 'None' });
  });

  it.each([
    ['stored', '90 % of auto begins here (set by an operator)'],
    ['configured', '90 % of auto begins here (as configured)'],
  ])('says what part of the traffic begins here, %s', (source, traffic) => {
    expect(view(UP, { weights: { internet: 10, vpn: 90 }, source }).traffic).toBe(traffic);
  });
});
