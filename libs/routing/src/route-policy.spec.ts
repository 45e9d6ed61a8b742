import { CredentialsUnavailableError, NoEndpointError } from '@app/bedrock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RouteDeniedError } from './errors.js';
import { RoutePolicy } from './route-policy.js';
import { failure } from './testing/failures.js';
import { CLASSES, createDeadline, createRequest } from './testing/requests.js';
import { after, hangUntilAborted, ScriptedTransport } from './testing/scripted-transport.js';
import { settle } from './testing/settle.js';

const NOW = 1_000_000;

beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

const policyOver = (transport: ScriptedTransport): RoutePolicy =>
  new RoutePolicy('internet', transport, CLASSES, { now: Date.now, random: () => 0.5 });

describe('RoutePolicy', () => {
  it('sends nothing of a class that may not take the route, and leaves no attempt', async () => {
    const transport = new ScriptedTransport();
    const request = createRequest({ dataClass: 'cui' });
    const sending = policyOver(transport).send(request);

    await expect(sending).rejects.toBeInstanceOf(RouteDeniedError);
    expect(transport.sent).toEqual([]);
    expect(request.trace.attempts).toEqual([]);
  });

  it.each([
    { why: 'time ran out', reason: new DOMException('', 'TimeoutError'), kind: 'timeout' },
    { why: 'the caller left', reason: new Error('gone'), kind: 'client-gone' },
  ])('sends nothing when $why before', async ({ reason, kind }) => {
    const transport = new ScriptedTransport();
    const request = createRequest({ deadline: createDeadline(NOW, AbortSignal.abort(reason)) });

    await expect(policyOver(transport).send(request)).rejects.toMatchObject({ kind });
    expect(transport.sent).toEqual([]);
    expect(request.trace.attempts).toEqual([]);
  });

  it('answers with the reply, and notes the attempt and what it proves', async () => {
    const transport = new ScriptedTransport([after(30, 'ok')]);
    const policy = policyOver(transport);
    const request = createRequest();
    const ending = await settle(policy.send(request), 30);

    expect(ending).toMatchObject({ result: { route: 'internet', reply: { upstreamRequestId: 'upstream-1' } } });
    expect(transport.sent).toEqual([{ route: 'internet', dataClass: 'internal', call: request.call }]);
    expect(request.trace.attempts).toEqual([
      { route: 'internet', transport: 'direct', startedAtEpochMs: NOW, durationMs: 30, outcome: 'ok' },
    ]);
    expect(policy.health).toMatchObject({ state: 'up', provenBy: 'request', provenAtEpochMs: NOW + 30, latencyMs: 30 });
  });

  it('passes over a route without an endpoint for the operation: no attempt, no retry, nothing against its health', async () => {
    const transport = new ScriptedTransport([new NoEndpointError('control')]);
    const policy = policyOver(transport);
    const request = createRequest();

    await expect(policy.send(request)).rejects.toBeInstanceOf(NoEndpointError);
    expect(transport.sent).toHaveLength(1);
    expect(request.trace.attempts).toEqual([]);
    expect([...request.trace.skipped]).toEqual(['internet']);
    expect(policy.health.state).toBe('unknown');
  });

  it('waits with full jitter between the calls, and notes each', async () => {
    const transport = new ScriptedTransport([failure('throttled'), failure('internal'), 'ok']);
    const request = createRequest();
    const ending = await settle(policyOver(transport).send(request), 150);

    expect(ending).toHaveProperty('result');
    expect(transport.sentAtEpochMs).toEqual([NOW, NOW + 50, NOW + 150]);
    expect(request.trace.toString()).toBe('internet:throttled,internet:internal,internet:ok');
  });

  it('waits as long as Retry-After asks', async () => {
    const transport = new ScriptedTransport([failure('throttled', { retryAfterSeconds: 3 }), 'ok']);

    expect(await settle(policyOver(transport).send(createRequest()), 2_999)).toBe('pending');
    await vi.advanceTimersByTimeAsync(1);

    expect(transport.sentAtEpochMs).toEqual([NOW, NOW + 3_000]);
  });

  it.each([
    { why: 'Retry-After is beyond the cap', retryAfterSeconds: 6, endsInMs: 60_000 },
    { why: 'the deadline comes first', retryAfterSeconds: 3, endsInMs: 3_000 },
  ])('answers at once when $why', async ({ retryAfterSeconds, endsInMs }) => {
    const throttled = failure('throttled', { retryAfterSeconds });
    const transport = new ScriptedTransport([throttled]);
    const request = createRequest({ deadline: createDeadline(NOW + endsInMs) });

    expect(await settle(policyOver(transport).send(request))).toEqual({ error: throttled });
    expect(transport.sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at once when the caller leaves during a pause, and never sends again', async () => {
    const caller = new AbortController();
    const transport = new ScriptedTransport([failure('throttled', { retryAfterSeconds: 4 })]);
    const request = createRequest({ deadline: createDeadline(Infinity, caller.signal) });
    const sending = policyOver(transport).send(request);
    await settle(sending, 1_000);

    caller.abort();

    expect(await settle(sending)).toMatchObject({ error: { kind: 'client-gone' } });
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(request.trace.toString()).toBe('internet:throttled');
  });

  it('has noted the attempt by the time a deadline ends it', async () => {
    const caller = new AbortController();
    const transport = new ScriptedTransport([hangUntilAborted(() => failure('timeout'))]);
    const request = createRequest({ deadline: createDeadline(Infinity, caller.signal) });
    const attemptsAtEnd = policyOver(transport)
      .send(request)
      .catch(() => request.trace.toString());
    await settle(attemptsAtEnd, 700);

    caller.abort(new DOMException('', 'TimeoutError'));

    expect(await attemptsAtEnd).toBe('internet:timeout');
    expect(request.trace.attempts).toMatchObject([{ durationMs: 700 }]);
  });

  it('notes no attempt when nothing could be sent for want of credentials', async () => {
    const unavailable = new CredentialsUnavailableError('missing');
    const policy = policyOver(new ScriptedTransport([unavailable]));
    const request = createRequest();

    expect(await settle(policy.send(request), 10_000)).toEqual({ error: unavailable });
    expect(request.trace.attempts).toEqual([]);
    expect(policy.health.state).toBe('unknown');
  });

  it('never repeats a call by way of a peer', async () => {
    for (const kind of ['unreachable', 'throttled', 'internal', 'denied'] as const) {
      const transport = new ScriptedTransport([failure(kind)], ['ok'], 'peer');
      transport.renewal = () => Promise.resolve(true);
      const request = createRequest();

      expect(await settle(policyOver(transport).send(request), 10_000)).toMatchObject({ error: { kind } });
      expect(transport.sent).toHaveLength(1);
      expect(request.trace.attempts).toMatchObject([{ transport: 'peer' }]);
    }
  });

  it('uses the clock and the chance of the machine unless told otherwise', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.25);
    const transport = new ScriptedTransport([failure('internal'), 'ok']);
    await settle(new RoutePolicy('internet', transport, CLASSES).send(createRequest()), 25);
    vi.restoreAllMocks();

    expect(transport.sentAtEpochMs).toEqual([NOW, NOW + 25]);
  });
});

describe('RoutePolicy, when Bedrock denies the call', () => {
  it.each([
    { why: 'renewed credentials are the same', renewal: () => Promise.resolve(false) },
    { why: 'they cannot be renewed', renewal: () => Promise.reject(new CredentialsUnavailableError('down')) },
  ])('lets that stand when $why', async ({ renewal }) => {
    const denied = failure('denied');
    const transport = new ScriptedTransport([denied]);
    transport.renewal = renewal;

    expect(await settle(policyOver(transport).send(createRequest()), 10_000)).toEqual({ error: denied });
    expect(transport.sent).toHaveLength(1);
    expect(transport.renewals).toBe(1);
  });

  it('calls a second time with other credentials, at once, and notes both attempts', async () => {
    const transport = new ScriptedTransport([failure('denied'), 'ok']);
    transport.renewal = () => Promise.resolve(true);
    const request = createRequest();

    expect(await settle(policyOver(transport).send(request))).toHaveProperty('result');
    expect(request.trace.toString()).toBe('internet:denied,internet:ok');
  });

  it('renews once only, even if the new credentials are denied too', async () => {
    const transport = new ScriptedTransport([failure('denied')]);
    transport.renewal = () => Promise.resolve(true);

    expect(await settle(policyOver(transport).send(createRequest()), 10_000)).toMatchObject({
      error: { kind: 'denied' },
    });
    expect(transport.sent).toHaveLength(2);
    expect(transport.renewals).toBe(1);
  });

  it('never makes more than three calls, whatever the failures are', async () => {
    const transport = new ScriptedTransport([failure('throttled'), failure('denied'), failure('throttled')]);
    transport.renewal = () => Promise.resolve(true);

    await settle(policyOver(transport).send(createRequest()), 10_000);

    expect(transport.sent).toHaveLength(3);
  });
});
