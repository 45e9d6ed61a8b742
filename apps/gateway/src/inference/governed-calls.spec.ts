import { AuditStoreError, MemoryAuditSink } from '@app/audit';
import { RouteUnavailableError } from '@app/routing';
import { afterEach, describe, expect, it } from 'vitest';
import { attachInvocation } from '../exchange/invocation.js';
import { createCaller } from '../testing/create-caller.js';
import { createReply } from '../testing/create-reply.js';
import { createRequest, type RequestFacts } from '../testing/create-request.js';
import { createGovernedCalls, type GovernedCallsSetting } from '../testing/governed-calls.js';
import type { Script } from '../testing/scripted-router.js';
import type { GovernedCalls } from './governed-calls.js';

const CALL = {
  operation: 'InvokeModel',
  modelId: 'amazon.nova-premier-v1:0',
  headers: {},
  body: Buffer.from('abc'),
} as const;
/** Source: FIPS 180-4, the example for the message "abc". */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

class DeafAuditSink extends MemoryAuditSink {
  override start(): Promise<never> {
    return Promise.reject(new AuditStoreError('rejected'));
  }
}

describe('GovernedCalls', () => {
  let setting: GovernedCallsSetting;
  let calls: GovernedCalls;

  const start = async (script: Script = () => createReply([]), sink?: MemoryAuditSink): Promise<void> => {
    setting = await createGovernedCalls(script, sink);
    calls = setting.calls;
  };

  const open: GovernedCallsSetting['open'] = (facts) => setting.open(facts);

  afterEach(() => setting[Symbol.asyncDispose]());

  it('admits nobody who is not known', async () => {
    await start();
    expect(() => calls.admit(createRequest({ path: '/bedrock/invoke' }))).toThrow('needs a verified caller');
  });

  it.each([
    ['headers that are wrong', { headers: { 'x-routing-method': 'tor' } }, 'REQUEST_INVALID'],
    ['a class that nobody knows', { headers: { 'x-data-classification': 'secret' } }, 'DATA_CLASS_UNKNOWN'],
    [
      'a class that the token does not grant',
      { headers: { 'x-data-classification': 'cui' }, user: createCaller({ classifications: new Set(['public']) }) },
      'DATA_CLASS_DENIED',
    ],
    ['a token that grants no class', { user: createCaller({ classifications: new Set() }) }, 'DATA_CLASS_DENIED'],
    ['a token that grants no route', { user: createCaller({ routes: new Set() }) }, 'ROUTE_DENIED'],
    [
      'data that may not take the route asked for',
      { path: '/internet/bedrock/invoke', headers: { 'x-data-classification': 'cui' } },
      'ROUTE_DENIED',
    ],
  ])('refuses %s before anything is sent', async (_what, facts: RequestFacts, code) => {
    await start();
    expect(() => calls.admit(open(facts))).toThrow(expect.objectContaining({ code }));
    expect(setting.sent).toEqual([]);
  });

  it.each([
    [undefined, 60_000],
    ['1000', 1_000],
    ['60001', 60_000],
    ['999999999', 60_000],
  ])('gives a request that asks for %s ms a deadline of %i ms', async (asked, timeoutMs) => {
    await start();
    const headers: Record<string, string> = asked === undefined ? {} : { 'x-request-timeout-ms': asked };
    const before = Date.now();
    const { deadline } = calls.admit(open({ headers }));
    expect(deadline.endsAtEpochMs).toBeGreaterThanOrEqual(before + timeoutMs);
    expect(deadline.endsAtEpochMs).toBeLessThanOrEqual(Date.now() + timeoutMs);
    deadline[Symbol.dispose]();
  });

  it.each([
    { what: 'what is left, less what the record takes', leftMs: 20_000, timeoutMs: 15_000 },
    { what: 'what a request may take, where that is less', leftMs: 900_000, timeoutMs: 60_000 },
    { what: 'a millisecond where nothing is left', leftMs: 5_000, timeoutMs: 1 },
    { what: 'the longest silence for an answer in one piece', longestSilenceMs: 30_000, timeoutMs: 30_000 },
    {
      what: 'more than that for a stream',
      path: '/bedrock/invoke-stream',
      longestSilenceMs: 30_000,
      timeoutMs: 60_000,
    },
  ])('gives a request inside an invocation $what', async (facts) => {
    await start();
    const { path = '/bedrock/invoke', leftMs = 900_000, longestSilenceMs = 285_000, timeoutMs } = facts;
    const request = open({ path, headers: { 'x-request-timeout-ms': '80000' } });
    attachInvocation(request.socket, { remainingMs: () => leftMs, longestSilenceMs });
    const before = Date.now();
    const { deadline } = calls.admit(request);
    expect(deadline.endsAtEpochMs).toBeGreaterThanOrEqual(before + timeoutMs);
    expect(deadline.endsAtEpochMs).toBeLessThanOrEqual(Date.now() + timeoutMs);
    deadline[Symbol.dispose]();
  });

  it('hands on the token and the key of the record, for a sibling that verifies and logs', async () => {
    await start();
    const request = open();
    const { callerToken, requestId, deadline } = calls.admit(request);
    expect(callerToken).toBe('header.payload.signature');
    expect(requestId).toBe(request.exchange.requestId);
    deadline[Symbol.dispose]();
  });

  it('plans by path, headers, token and class', async () => {
    await start();
    const headers = { 'x-data-classification': 'cui', 'x-routing-fallback': 'deny' };
    const { plan, dataClass, deadline } = calls.admit(open({ path: '/vpn/bedrock/invoke', headers }));
    expect({ plan, dataClass }).toEqual({
      plan: { method: 'vpn', routes: ['vpn'], narrowed: false },
      dataClass: 'cui',
    });
    deadline[Symbol.dispose]();
  });

  it('sends nothing for a model that the token does not grant, and leaves it to be recorded as refused', async () => {
    await start();
    const request = open({ user: createCaller({ models: ['anthropic.*'] }) });
    await expect(calls.send(request, calls.admit(request), CALL)).rejects.toMatchObject({ code: 'MODEL_DENIED' });
    expect(setting.sent).toEqual([]);
    expect(await setting.records()).toEqual([]);
  });

  it('sends nothing without a record', async () => {
    await start();
    const request = createRequest({ path: '/bedrock/invoke', user: createCaller() });
    await expect(calls.send(request, calls.admit(request), CALL)).rejects.toThrow('No audit record was opened');
    expect(setting.sent).toEqual([]);
  });

  it('sends nothing when the store does not take the record', async () => {
    await start(undefined, new DeafAuditSink());
    const request = open();
    await expect(calls.send(request, calls.admit(request), CALL)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(setting.sent).toEqual([]);
  });

  it('sends nothing when the time is up before the record is durable', async () => {
    await start();
    const request = open();
    const admission = calls.admit(request);
    const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    const late = { ...admission, deadline: { ...admission.deadline, signal } };
    await expect(calls.send(request, late, CALL)).rejects.toMatchObject({ kind: 'timeout' });
    expect(setting.sent).toEqual([]);
  });

  it('has the record durable before it sends, and notes how it went', async () => {
    const seen: unknown[] = [];
    await start(() => {
      seen.push(...setting.sink.records);
      return createReply([]);
    });
    const request = open({ headers: { 'x-data-classification': 'cui' } });
    const { route, reply } = await calls.send(request, calls.admit(request), CALL);
    expect(route).toBe('vpn');
    const begun = {
      outcome: 'started',
      modelId: CALL.modelId,
      dataClassification: 'cui',
      requestFingerprint: SHA256_OF_ABC,
    };
    expect(seen).toEqual([expect.objectContaining(begun)]);
    setting.trail.entryOf(request)?.finish({ outcome: 'complete', statusCode: 200 });
    expect(await setting.records()).toEqual([
      expect.objectContaining({
        ...begun,
        outcome: 'complete',
        routingMethod: 'vpn',
        upstreamRequestId: reply.upstreamRequestId,
        attempts: [expect.objectContaining({ route: 'vpn', outcome: 'ok' })],
      }),
    ]);
  });

  it('passes on how the routes failed', async () => {
    await start(() => {
      throw new RouteUnavailableError();
    });
    const request = open();
    await expect(calls.send(request, calls.admit(request), CALL)).rejects.toMatchObject({ code: 'ROUTE_UNAVAILABLE' });
  });
});
