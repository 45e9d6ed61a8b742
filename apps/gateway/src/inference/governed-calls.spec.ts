import { AuditSink, AuditStoreError, AuditTrail, MemoryAuditSink } from '@app/audit';
import { RouteUnavailableError, Router } from '@app/routing';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Request } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { GatewayConfig, loadGatewayConfig } from '../config/gateway-config.js';
import { createCaller } from '../testing/create-caller.js';
import { createReply } from '../testing/create-reply.js';
import { createRequest, type RequestFacts } from '../testing/create-request.js';
import { auditModule, readRecords, useMemorySink } from '../testing/memory-audit.js';
import { ScriptedRouter, type Script } from '../testing/scripted-router.js';
import { GovernedCalls } from './governed-calls.js';

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
  let testing: TestingModule;
  let routes: ScriptedRouter;
  let calls: GovernedCalls;

  const start = async (script: Script = () => createReply([]), sink = new MemoryAuditSink()): Promise<void> => {
    routes = new ScriptedRouter(script);
    const builder = Test.createTestingModule({
      imports: [auditModule],
      providers: [
        GovernedCalls,
        { provide: Router, useValue: routes.router },
        { provide: GatewayConfig, useValue: loadGatewayConfig({ GATEWAY_REQUEST_TIMEOUT_MS: '60000' }) },
      ],
    });
    testing = await useMemorySink(builder, sink).compile();
    calls = testing.get(GovernedCalls);
  };

  afterEach(() => testing.close());

  const open = (facts: RequestFacts = {}): Request => {
    const request = createRequest({ path: '/bedrock/invoke', user: createCaller(), ...facts });
    const { requestId } = request.exchange;
    const caller = { requestId, subject: 'app-1', sourceIP: '127.0.0.1', operation: 'InvokeModel' };
    testing.get(AuditTrail).open(request, { ...caller, requestedRoute: 'auto' });
    return request;
  };

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
    expect(routes.sent).toEqual([]);
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
    expect(routes.sent).toEqual([]);
    expect(await readRecords(testing)).toEqual([]);
  });

  it('sends nothing without a record', async () => {
    await start();
    const request = createRequest({ path: '/bedrock/invoke', user: createCaller() });
    await expect(calls.send(request, calls.admit(request), CALL)).rejects.toThrow('No audit record was opened');
    expect(routes.sent).toEqual([]);
  });

  it('sends nothing when the store does not take the record', async () => {
    await start(undefined, new DeafAuditSink());
    const request = open();
    await expect(calls.send(request, calls.admit(request), CALL)).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(routes.sent).toEqual([]);
  });

  it('sends nothing when the time is up before the record is durable', async () => {
    await start();
    const request = open();
    const admission = calls.admit(request);
    const signal = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    const late = { ...admission, deadline: { ...admission.deadline, signal } };
    await expect(calls.send(request, late, CALL)).rejects.toMatchObject({ kind: 'timeout' });
    expect(routes.sent).toEqual([]);
  });

  it('has the record durable before it sends, and notes how it went', async () => {
    const seen: unknown[] = [];
    await start(() => {
      seen.push(...testing.get<MemoryAuditSink>(AuditSink, { strict: false }).records);
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
    testing.get(AuditTrail).entryOf(request)?.finish({ outcome: 'complete', statusCode: 200 });
    expect(await readRecords(testing)).toEqual([
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
