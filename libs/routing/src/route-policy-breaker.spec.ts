import { CredentialsUnavailableError, type FailureKind } from '@app/bedrock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BreakerOpenError } from './errors.js';
import { RoutePolicy } from './route-policy.js';
import { failure } from './testing/failures.js';
import { CLASSES, createDeadline, createRequest } from './testing/requests.js';
import { after, ScriptedTransport, type Step } from './testing/scripted-transport.js';
import { settle } from './testing/settle.js';

const NOW = 1_000_000;

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

/** A policy whose breaker five unreachable calls have opened just now; its transport answers from here on. */
async function openPolicy(probeScript: readonly Step[] = ['ok']): Promise<[RoutePolicy, ScriptedTransport]> {
  const transport = new ScriptedTransport([failure('unreachable')], probeScript);
  const policy = new RoutePolicy('vpn', transport, CLASSES);
  for (let call = 1; call <= 5; call += 1) {
    await policy.send(createRequest({ hasNextRoute: true })).catch(() => undefined);
  }
  expect(policy.breakerState).toBe('open');
  transport.script = ['ok'];
  transport.sent.length = 0;
  return [policy, transport];
}

describe('RoutePolicy with its breaker', () => {
  it('stays closed through four failures of the route in a row', async () => {
    const policy = new RoutePolicy('vpn', new ScriptedTransport([failure('not-bedrock')]), CLASSES);
    for (let call = 1; call <= 4; call += 1) await settle(policy.send(createRequest()));

    expect(policy.breakerState).toBe('closed');
    await settle(policy.send(createRequest()));
    expect(policy.breakerState).toBe('open');
  });

  it('counts each retry, and ends them with the last failure when the breaker opens meanwhile', async () => {
    const transport = new ScriptedTransport([failure('unreachable')]);
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    const request = createRequest();

    expect(await settle(policy.send(createRequest()), 300)).toMatchObject({ error: { kind: 'unreachable' } });
    expect(await settle(policy.send(request), 300)).toMatchObject({ error: { kind: 'unreachable' } });
    expect(transport.sent).toHaveLength(5);
    expect(request.trace.toString()).toBe('vpn:unreachable,vpn:unreachable');
    expect([...request.trace.skipped]).toEqual([]);
  });

  it.each<{ kind: FailureKind; endsRow: boolean }>([
    { kind: 'throttled', endsRow: true },
    { kind: 'model-not-ready', endsRow: true },
    { kind: 'internal', endsRow: true },
    { kind: 'denied', endsRow: true },
    { kind: 'bad-request', endsRow: true },
    { kind: 'timeout', endsRow: false },
    { kind: 'stream-broken', endsRow: false },
    { kind: 'client-gone', endsRow: false },
  ])('never opens on $kind; that it ends a row of failures is $endsRow', async ({ kind, endsRow }) => {
    const transport = new ScriptedTransport([failure(kind)]);
    const policy = new RoutePolicy('vpn', transport, CLASSES);
    for (let call = 1; call <= 10; call += 1) await settle(policy.send(createRequest()), 300);
    expect(policy.breakerState).toBe('closed');

    const unreachable = failure('unreachable');
    transport.sent.length = 0;
    transport.script = [unreachable, unreachable, unreachable, unreachable, failure(kind), unreachable];
    for (let call = 1; call <= 5; call += 1) {
      await settle(policy.send(createRequest({ hasNextRoute: true, deadline: createDeadline(0) })));
    }
    await settle(policy.send(createRequest({ hasNextRoute: true })));

    expect(policy.breakerState).toBe(endsRow ? 'closed' : 'open');
  });

  it('sends nothing while open, and says that the route was passed over', async () => {
    const [policy, transport] = await openPolicy();
    await vi.advanceTimersByTimeAsync(9_999);
    const request = createRequest();
    const ending = await settle(policy.send(request));

    expect(ending).toEqual({ error: new BreakerOpenError('vpn') });
    expect(transport.sent).toEqual([]);
    expect(transport.probedAtEpochMs).toEqual([]);
    expect([...request.trace.skipped]).toEqual(['vpn']);
    expect(request.trace.attempts).toEqual([]);
  });

  it('lets one probe decide after 10 s, and refuses all others at once meanwhile', async () => {
    const [policy, transport] = await openPolicy([after(40, 'ok')]);
    await vi.advanceTimersByTimeAsync(10_000);
    const first = policy.send(createRequest());
    const others = [1, 2, 3].map(() => settle(policy.send(createRequest())));

    expect(policy.breakerState).toBe('half-open');
    expect(await Promise.all(others)).toEqual([1, 2, 3].map(() => ({ error: new BreakerOpenError('vpn') })));
    expect(await settle(first, 40)).toMatchObject({ result: { route: 'vpn' } });
    expect(transport.probedAtEpochMs).toHaveLength(1);
    expect(transport.sent).toHaveLength(1);
    expect(policy.breakerState).toBe('closed');
  });

  it('is not held half-open by a slow model', async () => {
    const [policy, transport] = await openPolicy();
    transport.script = [after(600_000, 'ok'), 'ok'];
    await vi.advanceTimersByTimeAsync(10_000);
    const slow = policy.send(createRequest());
    await settle(slow);

    expect(await settle(policy.send(createRequest()))).toHaveProperty('result');
    expect(await settle(slow, 600_000)).toHaveProperty('result');
  });

  it('serves normally again: old failures do not count any more', async () => {
    const [policy, transport] = await openPolicy();
    await vi.advanceTimersByTimeAsync(10_000);
    await settle(policy.send(createRequest()));
    transport.script = [failure('unreachable')];
    for (let call = 1; call <= 4; call += 1) await settle(policy.send(createRequest({ hasNextRoute: true })));

    expect(policy.breakerState).toBe('closed');
  });

  it.each<{ why: string; probe: Step }>([
    { why: 'the way is cut', probe: failure('unreachable') },
    { why: 'another server answers', probe: failure('not-bedrock') },
    { why: 'the probe hangs', probe: failure('timeout') },
    { why: 'nothing could be sent', probe: new CredentialsUnavailableError('missing') },
  ])('stays open for another 10 s when $why', async ({ probe }) => {
    const [policy, transport] = await openPolicy([probe, 'ok']);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(await settle(policy.send(createRequest()))).toEqual({ error: new BreakerOpenError('vpn') });
    expect(await settle(policy.send(createRequest()), 9_999)).toEqual({ error: new BreakerOpenError('vpn') });
    expect(transport.probedAtEpochMs).toHaveLength(1);
    expect(policy.breakerState).toBe('open');
    await vi.advanceTimersByTimeAsync(1);

    expect(await settle(policy.send(createRequest()))).toHaveProperty('result');
  });

  it.each([failure('throttled'), failure('internal'), failure('denied', { credentialsRefused: true })])(
    'closes when Bedrock answers the probe, whatever it says: $kind',
    async (answer) => {
      const [policy] = await openPolicy([answer]);
      await vi.advanceTimersByTimeAsync(10_000);
      await settle(policy.send(createRequest()));

      expect(policy.breakerState).toBe('closed');
    },
  );

  it('lets a caller leave while the probe is out, which goes on', async () => {
    const [policy, transport] = await openPolicy([after(40, 'ok')]);
    await vi.advanceTimersByTimeAsync(10_000);
    const caller = new AbortController();
    const sending = policy.send(createRequest({ deadline: createDeadline(Infinity, caller.signal) }));
    await settle(sending, 20);
    caller.abort();

    expect(await settle(sending)).toMatchObject({ error: { kind: 'client-gone' } });
    await vi.advanceTimersByTimeAsync(20);
    expect(policy.breakerState).toBe('closed');
    expect(transport.sent).toEqual([]);
  });
});
