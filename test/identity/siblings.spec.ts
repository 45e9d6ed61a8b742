import { expect, it, onTestFinished, vi } from 'vitest';
import { loadGatewayConfig } from '../../apps/gateway/src/config/gateway-config.js';
import { LambdaGateway } from '../../apps/gateway/src/lambda/lambda-gateway.js';
import { startSiblings } from '../faults/ground/siblings.js';
import { environmentOf, startGateway } from '../support/system.js';
import { wayOf } from '../support/traffic.js';
import { beginFederated, federatedEnvironment } from './begin-federated.js';
import { askAs, openedFor } from './opened-for.js';

it('a call by way of the sibling is made with the caller’s own session, which the sibling opens by its own route', async () => {
  const { system, identity } = await beginFederated();
  const siblings = await startSiblings();
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await siblings[Symbol.asyncDispose]();
  });
  const env = federatedEnvironment(identity);
  const variables = { ...environmentOf(system.sandbox), ...env, GATEWAY_ATTACHMENT: 'vpn' };
  siblings.functions.set('gate-vpn', await LambdaGateway.start(loadGatewayConfig(variables)));
  const half = await startGateway(system.sandbox, {
    env: { ...env, GATEWAY_ATTACHMENT: 'internet', GATEWAY_PEER_FUNCTION: 'gate-vpn' },
  });
  onTestFinished(() => half[Symbol.asyncDispose]());

  const response = await askAs(half, 'alice', '/vpn', 'dept-a');
  expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:ok', method: 'vpn' });
  expect(openedFor(identity, 'vpn').map(({ tags }) => tags)).toEqual([{ tenant: 'dept-a', subject: 'alice' }]);
  expect(identity.requests('internetSts')).toBe(0);

  // What the sibling cannot open by its route is no fault of the caller's own function.
  await identity.fail('vpnSts', { fault: 'down' });
  const other = await askAs(half, 'bob', '/vpn');
  expect(wayOf(other)).toMatchObject({ status: 503 });
  expect(openedFor(identity, 'internet')).toEqual([]);
});
