import { CredentialsUnavailableError, type FailureKind } from '@app/bedrock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RouteUnavailableError } from '../errors.js';
import { RoutePolicies } from '../route-policies.js';
import { RoutePolicy } from '../route-policy.js';
import { ALL_KINDS, failure } from '../testing/failures.js';
import { CLASSES, createDeadline, createPlan, createRequest } from '../testing/requests.js';
import { ScriptedTransport, type Step } from '../testing/scripted-transport.js';
import { settle } from '../testing/settle.js';
import { FallbackStrategy } from './fallback.strategy.js';
import { InternetStrategy } from './internet.strategy.js';
import { VpnStrategy } from './vpn.strategy.js';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

interface Scene {
  readonly internet: ScriptedTransport;
  readonly vpn: ScriptedTransport;
  readonly strategy: FallbackStrategy;
}

function createScene(internetScript: readonly Step[], vpnScript: readonly Step[] = ['ok']): Scene {
  const [internet, vpn] = [new ScriptedTransport(internetScript), new ScriptedTransport(vpnScript)];
  const policies = new RoutePolicies([
    new RoutePolicy('internet', internet, CLASSES),
    new RoutePolicy('vpn', vpn, CLASSES),
  ]);
  const strategy = new FallbackStrategy([new InternetStrategy(policies), new VpnStrategy(policies)]);
  return { internet, vpn, strategy };
}

/** The contract's table: calls that a route gets which always fails so, and whether the next route is tried. */
const TABLE: Readonly<Record<FailureKind, { withNext: number; alone: number; next: boolean }>> = {
  unreachable: { withNext: 1, alone: 3, next: true },
  'not-bedrock': { withNext: 1, alone: 1, next: true },
  throttled: { withNext: 3, alone: 3, next: false },
  'model-not-ready': { withNext: 3, alone: 3, next: false },
  internal: { withNext: 3, alone: 3, next: false },
  timeout: { withNext: 1, alone: 1, next: false },
  denied: { withNext: 1, alone: 1, next: false },
  'bad-request': { withNext: 1, alone: 1, next: false },
  'stream-broken': { withNext: 1, alone: 1, next: false },
  'client-gone': { withNext: 1, alone: 1, next: false },
};

describe('FallbackStrategy', () => {
  it.each(ALL_KINDS)('follows the contract for %s on the first of two routes', async (kind) => {
    const { internet, vpn, strategy } = createScene([failure(kind)]);
    const ending = await settle(strategy.send(createRequest()), 1_000);

    expect(internet.sent).toHaveLength(TABLE[kind].withNext);
    expect(vpn.sent).toHaveLength(TABLE[kind].next ? 1 : 0);
    expect(ending).toMatchObject(TABLE[kind].next ? { result: { route: 'vpn' } } : { error: { kind } });
  });

  it.each(ALL_KINDS)('follows the contract for %s on the only route of the plan', async (kind) => {
    const { internet, vpn, strategy } = createScene([failure(kind)]);
    const request = createRequest({ plan: createPlan({ routes: ['internet'] }) });

    expect(await settle(strategy.send(request), 1_000)).toMatchObject({ error: { kind } });
    expect(internet.sent).toHaveLength(TABLE[kind].alone);
    expect(vpn.sent).toEqual([]);
  });

  it('begins where the plan begins', async () => {
    const { internet, strategy } = createScene(['ok'], [failure('unreachable')]);
    const request = createRequest({ plan: createPlan({ routes: ['vpn', 'internet'] }) });

    expect(await settle(strategy.send(request))).toMatchObject({ result: { route: 'internet' } });
    expect(request.trace.toString()).toBe('vpn:unreachable,internet:ok');
    expect(internet.sent).toHaveLength(1);
  });

  it('falls back without any pause', async () => {
    const { vpn, strategy } = createScene([failure('unreachable')]);
    const request = createRequest();
    await settle(strategy.send(request));

    expect(vpn.sentAtEpochMs).toEqual([1_000_000]);
    expect(request.trace.toString()).toBe('internet:unreachable,vpn:ok');
  });

  it('fails as the last route did, which it tried three times', async () => {
    const last = failure('unreachable');
    const { vpn, strategy } = createScene([failure('not-bedrock')], [last]);

    expect(await settle(strategy.send(createRequest()), 1_000)).toEqual({ error: last });
    expect(vpn.sent).toHaveLength(3);
  });

  it('passes by a route whose breaker is open', async () => {
    const { internet, strategy } = createScene([failure('unreachable')]);
    for (let call = 1; call <= 5; call += 1) await settle(strategy.send(createRequest()));
    const request = createRequest();

    expect(await settle(strategy.send(request))).toMatchObject({ result: { route: 'vpn' } });
    expect(internet.sent).toHaveLength(5);
    expect(request.trace.toString()).toBe('vpn:ok');
    expect([...request.trace.skipped]).toEqual(['internet']);
  });

  it('does not go on when time has run out on the first route', async () => {
    const time = new AbortController();
    const { vpn, strategy } = createScene([
      () => {
        time.abort(new DOMException('', 'TimeoutError'));
        return Promise.reject(failure('unreachable'));
      },
    ]);
    const request = createRequest({ deadline: createDeadline(Infinity, time.signal) });

    expect(await settle(strategy.send(request))).toMatchObject({ error: { kind: 'timeout' } });
    expect(vpn.sent).toEqual([]);
    expect(request.trace.toString()).toBe('internet:unreachable');
  });

  it('does not go on when the credentials, which both routes share, cannot be read', async () => {
    const unavailable = new CredentialsUnavailableError('missing');
    const { vpn, strategy } = createScene([unavailable]);

    expect(await settle(strategy.send(createRequest()))).toEqual({ error: unavailable });
    expect(vpn.sent).toEqual([]);
  });

  it('sends nothing for a plan that has none of its routes', async () => {
    const { internet, vpn, strategy } = createScene(['ok']);
    const ending = await settle(strategy.send(createRequest({ plan: createPlan({ routes: [] }) })));

    expect(ending).toEqual({ error: new RouteUnavailableError() });
    expect([internet.sent, vpn.sent]).toEqual([[], []]);
  });

  it('is a strategy among others: the last of its routes knows that another one follows', async () => {
    const inner = createScene([failure('unreachable')], [failure('unreachable')]);
    const outer = createScene(['ok']);
    const nested = new FallbackStrategy([inner.strategy, outer.strategy]);

    expect(nested.routes).toEqual(['internet', 'vpn', 'internet', 'vpn']);
    expect(await settle(nested.send(createRequest()))).toHaveProperty('result');
    expect([inner.internet.sent.length, inner.vpn.sent.length, outer.internet.sent.length]).toEqual([1, 1, 1]);
  });
});
