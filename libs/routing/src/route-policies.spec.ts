import { describe, expect, it } from 'vitest';
import { RouteUnavailableError } from './errors.js';
import { RoutePolicies } from './route-policies.js';
import { RoutePolicy } from './route-policy.js';
import { CLASSES } from './testing/requests.js';
import { ScriptedTransport } from './testing/scripted-transport.js';

describe('RoutePolicies', () => {
  it('has no route that it was given no transport for', () => {
    const policies = new RoutePolicies([]);

    expect([...policies.configured]).toEqual([]);
    expect(policies.get('vpn')).toBeUndefined();
    expect(() => policies.require('vpn')).toThrow(RouteUnavailableError);
  });

  it('finds each policy by its route', () => {
    const vpn = new RoutePolicy('vpn', new ScriptedTransport(), CLASSES);
    const policies = new RoutePolicies([vpn]);

    expect([...policies.configured]).toEqual(['vpn']);
    expect(policies.get('vpn')).toBe(vpn);
    expect(policies.require('vpn')).toBe(vpn);
    expect(() => policies.require('internet')).toThrow(RouteUnavailableError);
  });

  it('probes no more once the application has shut down', async () => {
    const transport = new ScriptedTransport();
    const vpn = new RoutePolicy('vpn', transport, CLASSES);

    new RoutePolicies([vpn]).onApplicationShutdown();
    await vpn.refreshHealth();

    expect(transport.probedAtEpochMs).toEqual([]);
    expect(vpn.health.state).toBe('unknown');
  });
});
