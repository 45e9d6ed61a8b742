import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RouteName } from '../../apps/sandbox/src/sandbox.js';
import { readAuditRecords, type StoredRecord } from '../support/audit-records.js';
import type { TransferMode } from './deployed/exclusions.js';
import { CONVERSATION, HAIKU_PATH, shareDeployed, type SharedGateway } from './deployed/with-gateway.js';

const MODES: readonly TransferMode[] = ['STREAM', 'BUFFERED'];
const OPERATIONS = ['converse', 'converse-stream'] as const;

/** The last record, once nothing is at work any more. */
async function lastRecord({ gateway, sandbox }: SharedGateway): Promise<StoredRecord | undefined> {
  await gateway.settled();
  return (await readAuditRecords(sandbox.urls.dynamodb, gateway.auditTable)).at(-1);
}

/** Both attempts of a request: the function reached one route itself, and the other one by way of its sibling. */
function attemptsOf(own: RouteName): object[] {
  const sibling = own === 'internet' ? 'vpn' : 'internet';
  return [
    expect.objectContaining({ route: own, transport: 'direct', outcome: 'unreachable' }),
    expect.objectContaining({ route: sibling, transport: 'peer', outcome: 'ok' }),
  ];
}

describe.each(MODES)('a route that is down, in mode %s', (mode) => {
  const shared = shareDeployed(() => ({ mode, parameters: { VpnFallback: 'internet' } }));
  beforeEach(() => shared.sandbox.forgetRequests());
  afterEach(() => shared.sandbox.faults.clear());

  describe.each([
    { down: 'internet', prefix: '', attempts: 'internet:unreachable,vpn:ok', other: 'vpn' },
    { down: 'vpn', prefix: '/vpn', attempts: 'vpn:unreachable,internet:ok', other: 'internet' },
  ] as const)('$down', ({ down, prefix, attempts, other }) => {
    it.each(OPERATIONS)("%s goes by the sibling's, byte for byte, with one record", async (operation) => {
      await shared.sandbox.faults.set(down, { fault: 'down' });
      const answer = await shared.ask(`${prefix}${HAIKU_PATH}/${operation}`, { body: CONVERSATION });
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, answer.headers.get('x-routing-attempts')]).toEqual([200, attempts]);
      const [exchange, ...others] = shared.sandbox.exchanges(other);
      expect(others).toEqual([]);
      expect(bytes).toEqual(exchange?.responseBody);
      expect(await lastRecord(shared)).toMatchObject({
        requestId: answer.headers.get('x-request-id'),
        outcome: 'complete',
        routingMethod: other,
        attempts: attemptsOf(down),
        upstreamRequestId: exchange?.requestId,
      });
    });
  });

  it.each(['', '/vpn'])(
    'data for the VPN alone does not go by the internet, whoever is asked ("%s")',
    async (prefix) => {
      await shared.sandbox.faults.set('vpn', { fault: 'down' });
      const headers = { 'x-data-classification': 'cui', 'x-routing-fallback': 'allow' };
      for (const operation of OPERATIONS) {
        const answer = await shared.ask(`${prefix}${HAIKU_PATH}/${operation}`, { headers, body: CONVERSATION });
        expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([503, 'RouteUnavailableException']);
      }
      expect(shared.sandbox.exchanges('internet')).toEqual([]);
      expect(shared.sandbox.connections('internet')).toBe(0);
    },
  );
});

describe('a sibling function that has no process left', () => {
  const shared = shareDeployed(() => ({
    concurrency: 1,
    whenBusy: 'throttle',
    env: { GATEWAY_ROUTE_ORDER: 'vpn,internet' },
  }));

  it('is a route that was not reached: the next one answers, and both are on record', async () => {
    await shared.sandbox.faults.set('vpn', { fault: 'stall' });
    const holding = shared.ask(`/vpn${HAIKU_PATH}/converse`, { body: CONVERSATION });
    await expect.poll(() => shared.sandbox.exchanges('vpn'), { timeout: 10_000 }).toHaveLength(1);
    const answer = await shared.ask(`${HAIKU_PATH}/converse`, { body: CONVERSATION });
    expect([answer.status, answer.headers.get('x-routing-attempts')]).toEqual([200, 'vpn:unreachable,internet:ok']);
    await shared.sandbox.faults.clear();
    expect((await holding).status).toBe(200);
    expect(await lastRecord(shared)).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
      attempts: [
        { route: 'vpn', transport: 'peer', outcome: 'unreachable' },
        { route: 'internet', transport: 'direct', outcome: 'ok' },
      ],
    });
  });
});
