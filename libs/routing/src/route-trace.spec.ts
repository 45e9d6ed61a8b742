import { describe, expect, it } from 'vitest';
import { RouteTrace, type Attempt } from './route-trace.js';

const INTERNET: Attempt = {
  route: 'internet',
  transport: 'direct',
  startedAtEpochMs: 100,
  durationMs: 20,
  outcome: 'unreachable',
};
const VPN: Attempt = { route: 'vpn', transport: 'peer', startedAtEpochMs: 120, durationMs: 30, outcome: 'ok' };

describe('RouteTrace', () => {
  it('is empty until something was sent', () => {
    const trace = new RouteTrace();
    trace.endLast('client-gone');

    expect(trace.attempts).toEqual([]);
    expect([...trace.skipped]).toEqual([]);
    expect(trace.toString()).toBe('');
  });

  it('reads as the header X-Routing-Attempts does', () => {
    const trace = new RouteTrace();
    trace.add(INTERNET);
    trace.add(VPN);

    expect(trace.toString()).toBe('internet:unreachable,vpn:ok');
  });

  it('corrects the outcome of the last attempt alone', () => {
    const trace = new RouteTrace();
    trace.add(INTERNET);
    trace.add(VPN);
    trace.endLast('stream-broken');

    expect(trace.attempts).toEqual([INTERNET, { ...VPN, outcome: 'stream-broken' }]);
  });

  it('keeps routes that were passed over apart from attempts', () => {
    const trace = new RouteTrace();
    trace.skip('internet');
    trace.skip('internet');

    expect([...trace.skipped]).toEqual(['internet']);
    expect(trace.attempts).toEqual([]);
  });
});
