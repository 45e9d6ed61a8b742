import type { AuditTrail } from '@app/audit';
import type { RoutePolicies } from '@app/routing';
import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from '../config/gateway-config.js';
import { RequestsInFlight } from '../exchange/requests-in-flight.js';
import { ProblemCounts } from '../problems/problem-counts.js';
import { ProcessReadings } from './process-readings.js';

const AUDIT = { spilled: { starts: 2, finishes: 3 }, lost: 1 } as AuditTrail;

function read(policies: Readonly<Record<string, object>>, problems: readonly number[] = []) {
  const counts = new ProblemCounts();
  for (const status of problems) counts.add(status);
  const requests = new RequestsInFlight(loadGatewayConfig({}));
  requests.enter({ runOut: () => undefined });
  const routes = { get: (route: string) => policies[route] } as unknown as RoutePolicies;
  return new ProcessReadings(routes, AUDIT, counts, requests).read();
}

describe('ProcessReadings', () => {
  it('adds up what is to be replayed, and counts errors by status', () => {
    expect(read({}, [401, 401, 429])).toEqual([
      { name: 'gateway.audit.spilled', value: 5, dimensions: {} },
      { name: 'gateway.audit.lost', value: 1, dimensions: {} },
      { name: 'http.server.active_requests', value: 1, dimensions: {} },
      { name: 'gateway.problems', value: 2, dimensions: { 'http.response.status_code': '401' } },
      { name: 'gateway.problems', value: 1, dimensions: { 'http.response.status_code': '429' } },
    ]);
  });

  it.each([
    ['closed', 'up', 0, [1]],
    ['half-open', 'down', 1, [0]],
    ['open', 'down', 2, [0]],
    ['closed', 'unknown', 0, []],
  ] as const)('says of a route whose breaker is %s and which is %s: %i, %j', (breakerState, state, breaker, up) => {
    const readings = read({ vpn: { breakerState, health: { state } } });
    const ofRoute = readings.filter(({ dimensions }) => dimensions['gateway.route'] === 'vpn');
    const valuesOf = (metric: string): number[] =>
      ofRoute.filter(({ name }) => name === metric).map(({ value }) => value);
    expect(valuesOf('gateway.breaker.state')).toEqual([breaker]);
    expect(valuesOf('gateway.route.up')).toEqual(up);
  });
});
