import { CredentialsUnavailableError, NoEndpointError, type FailureKind } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import {
  BreakerOpenError,
  DataClassUnknownError,
  RouteDeniedError,
  RoutesFailedError,
  RouteUnavailableError,
} from './errors.js';
import { RouteTrace } from './route-trace.js';
import { Router } from './router.js';
import { RoutingStrategy, type RoutedReply, type RoutingRequest } from './routing-strategy.js';
import { ALL_KINDS, failure } from './testing/failures.js';
import { CLASSES, createPlan, createRequest } from './testing/requests.js';
import { createReply } from './testing/scripted-transport.js';

const REPLY: RoutedReply = { route: 'vpn', reply: createReply() };

class ScriptedStrategy extends RoutingStrategy {
  override readonly routes = [];
  readonly asked: RoutingRequest[] = [];

  constructor(private readonly end: RoutedReply | Error) {
    super();
  }

  override async send(request: RoutingRequest): Promise<RoutedReply> {
    this.asked.push(request);
    if (this.end instanceof Error) throw this.end;
    return this.end;
  }
}

function routerWith(strategy: RoutingStrategy): Router {
  const switches = { order: ['internet', 'vpn'], vpnFallback: 'none', configured: new Set(['vpn'] as const) } as const;
  return new Router({ auto: strategy, internet: strategy, vpn: strategy }, switches, CLASSES);
}

const errorOf = (error: Error, request = createRequest()): Promise<unknown> =>
  routerWith(new ScriptedStrategy(error))
    .send(request)
    .catch((caught: unknown) => caught);

describe('Router', () => {
  it('refuses what policy refuses before anything is sent', () => {
    const router = routerWith(new ScriptedStrategy(REPLY));
    const wish = { fallbackAllowed: true, grantedRoutes: new Set(['internet', 'vpn'] as const) };

    expect(() => router.resolveDataClass('secret', new Set())).toThrow(DataClassUnknownError);
    expect(() => router.plan({ ...wish, method: 'internet', dataClass: 'cui' })).toThrow(RouteDeniedError);
    expect(() => router.plan({ ...wish, method: 'internet', dataClass: 'internal' })).toThrow(RouteUnavailableError);
  });

  it('plans with the routes that are configured', () => {
    const router = routerWith(new ScriptedStrategy(REPLY));
    const dataClass = router.resolveDataClass(undefined, new Set(['cui']));
    const grantedRoutes = new Set(['internet', 'vpn'] as const);

    expect(router.plan({ method: 'auto', fallbackAllowed: true, grantedRoutes, dataClass })).toEqual({
      method: 'auto',
      routes: ['vpn'],
      narrowed: true,
    });
  });

  it.each(['auto', 'internet', 'vpn'] as const)('sends by the strategy of %s', async (method) => {
    const unused = new ScriptedStrategy(new Error('wrong strategy'));
    const used = new ScriptedStrategy(REPLY);
    const strategies = { auto: unused, internet: unused, vpn: unused, [method]: used };
    const router = new Router(strategies, { order: [], vpnFallback: 'none', configured: new Set() }, CLASSES);
    const request = createRequest({ plan: createPlan({ method }) });

    expect(await router.send(request)).toBe(REPLY);
    expect(used.asked).toEqual([request]);
  });

  it.each<FailureKind>(['unreachable', 'not-bedrock'])(
    'says that every route failed when all did: %s',
    async (kind) => {
      const last = failure(kind);
      const error = await errorOf(last);

      expect(error).toBeInstanceOf(RoutesFailedError);
      expect(error).toMatchObject({ cause: last });
    },
  );

  it.each<FailureKind>(['unreachable', 'not-bedrock'])(
    'says that no route is available when policy excluded another one: %s',
    async (kind) => {
      const last = failure(kind);
      const error = await errorOf(last, createRequest({ plan: createPlan({ narrowed: true }) }));

      expect(error).toBeInstanceOf(RouteUnavailableError);
      expect(error).toMatchObject({ cause: last });
    },
  );

  it('says that no route is available when a breaker was open, on whichever route', async () => {
    const trace = new RouteTrace();
    trace.skip('internet');

    expect(await errorOf(failure('unreachable'), createRequest({ trace }))).toBeInstanceOf(RouteUnavailableError);
    expect(await errorOf(new BreakerOpenError('vpn'))).toBeInstanceOf(RouteUnavailableError);
    expect(await errorOf(new NoEndpointError('control'))).toBeInstanceOf(RouteUnavailableError);
  });

  it.each(ALL_KINDS.filter((kind) => kind !== 'unreachable' && kind !== 'not-bedrock'))(
    'passes on %s as it is',
    async (kind) => {
      const error = failure(kind);

      expect(await errorOf(error, createRequest({ plan: createPlan({ narrowed: true }) }))).toBe(error);
    },
  );

  it.each([
    new CredentialsUnavailableError('missing'),
    new RouteDeniedError('vpn', 'data-class'),
    new RouteUnavailableError(),
    new TypeError('a defect'),
  ])('passes on $name as it is', async (error) => {
    expect(await errorOf(error)).toBe(error);
  });
});
