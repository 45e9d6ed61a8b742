import { describe, expect, it } from 'vitest';
import { RouteUnavailableError } from '../errors.js';
import { RoutePolicies } from '../route-policies.js';
import { RoutePolicy } from '../route-policy.js';
import { CLASSES, createRequest } from '../testing/requests.js';
import { ScriptedTransport } from '../testing/scripted-transport.js';
import { InternetStrategy } from './internet.strategy.js';
import { VpnStrategy } from './vpn.strategy.js';

describe.each([
  { Strategy: InternetStrategy, route: 'internet', other: 'vpn' },
  { Strategy: VpnStrategy, route: 'vpn', other: 'internet' },
] as const)('the strategy of the $route route', ({ Strategy, route, other }) => {
  it('rejects when its route is not configured, though the other one is', async () => {
    const transport = new ScriptedTransport();
    const strategy = new Strategy(new RoutePolicies([new RoutePolicy(other, transport, CLASSES)]));

    await expect(strategy.send(createRequest())).rejects.toBeInstanceOf(RouteUnavailableError);
    expect(transport.sent).toEqual([]);
  });

  it('sends by its own route alone', async () => {
    const [own, foreign] = [new ScriptedTransport(), new ScriptedTransport()];
    const strategy = new Strategy(
      new RoutePolicies([new RoutePolicy(route, own, CLASSES), new RoutePolicy(other, foreign, CLASSES)]),
    );

    expect(strategy.routes).toEqual([route]);
    expect(await strategy.send(createRequest())).toMatchObject({ route });
    expect([own.sent.length, foreign.sent.length]).toEqual([1, 0]);
  });
});
