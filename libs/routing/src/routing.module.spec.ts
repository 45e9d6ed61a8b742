import {
  BedrockConnections,
  ModelInvoker,
  type BedrockReply,
  type BedrockRequest,
  type ConnectionOptions,
} from '@app/bedrock';
import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { DataClassification } from './data-classification.js';
import { RoutesFailedError, RouteUnavailableError } from './errors.js';
import type { RoutingOptions } from './options.js';
import { RoutePolicies } from './route-policies.js';
import { Router } from './router.js';
import { RoutingModule } from './routing.module.js';
import { failure } from './testing/failures.js';
import { createRequest } from './testing/requests.js';
import { createReply } from './testing/scripted-transport.js';
import { TrafficPolicy } from './traffic/traffic-policy.js';
import type { TrafficSplit } from './traffic/traffic-split.js';

class FakeInvoker extends ModelInvoker {
  readonly calls: BedrockRequest[] = [];
  probes = 0;

  constructor(private readonly isReachable: boolean) {
    super();
  }

  override async invoke(request: BedrockRequest): Promise<BedrockReply> {
    this.calls.push(request);
    if (!this.isReachable) throw failure('unreachable');
    return createReply();
  }

  override renewCredentials(): Promise<boolean> {
    return Promise.resolve(false);
  }

  override probe(): Promise<void> {
    this.probes += 1;
    return Promise.resolve();
  }

  override resetConnections(): void {}
}

/** Connections whose endpoints are reachable if their host is `up`. */
class FakeConnections {
  readonly opened = new Map<ConnectionOptions, FakeInvoker>();

  open(options: ConnectionOptions): ModelInvoker {
    const invoker = new FakeInvoker(options.runtimeEndpoint?.startsWith('https://up.') ?? false);
    this.opened.set(options, invoker);
    return invoker;
  }
}

const connectionTo = (host: string): ConnectionOptions => ({
  runtimeEndpoint: `https://${host}.test`,
  region: 'us-east-1',
  privateAddressesOnly: false,
  connectTimeoutMs: 1_000,
  maxConnections: 1,
  firstByteTimeoutMs: 1_000,
  idleTimeoutMs: 1_000,
});
const UP = connectionTo('up');
const DOWN = connectionTo('down');

async function createModule(
  facts: Partial<RoutingOptions>,
  traffic?: TrafficPolicy,
): Promise<[TestingModule, FakeConnections]> {
  const connections = new FakeConnections();
  const provided = [{ provide: BedrockConnections, useValue: connections }];
  const providers = [...provided, ...(traffic ? [{ provide: TrafficPolicy, useValue: traffic }] : [])];
  @Global()
  @Module({ providers, exports: providers.map(({ provide }) => provide) })
  class FakeBedrockModule {}
  const options: RoutingOptions = {
    order: ['internet', 'vpn'],
    vpnFallback: 'none',
    dataClasses: new Map([
      ['internal', ['internet', 'vpn']],
      ['cui', ['vpn']],
    ]),
    defaultClass: 'internal',
    connections: { internet: UP, vpn: UP },
    ...facts,
  };
  const module = await Test.createTestingModule({
    imports: [FakeBedrockModule, RoutingModule.forRoot(options)],
  }).compile();
  return [module, connections];
}

async function sendBy(module: TestingModule, method: 'auto' | 'internet' | 'vpn', dataClass: string): Promise<string> {
  const router = module.get(Router);
  const grantedRoutes = new Set(['internet', 'vpn'] as const);
  const plan = router.plan({ method, fallbackAllowed: true, grantedRoutes, dataClass });
  const { route } = await router.send(createRequest({ plan, dataClass }));
  return route;
}

describe('RoutingModule', () => {
  it('does not start with a default class that is not in the list', async () => {
    await expect(createModule({ defaultClass: 'secret' })).rejects.toMatchObject({ code: 'DATA_CLASS_UNKNOWN' });
  });

  it('opens a connection for each configured route and no other', async () => {
    const [module, connections] = await createModule({ connections: { vpn: UP } });

    expect([...connections.opened.keys()]).toEqual([UP]);
    expect([...module.get(RoutePolicies).configured]).toEqual(['vpn']);
    expect(() =>
      module.get(Router).plan({
        method: 'internet',
        fallbackAllowed: true,
        grantedRoutes: new Set(['internet']),
        dataClass: 'internal',
      }),
    ).toThrow(RouteUnavailableError);
  });

  it('falls back for auto in the order of the operator', async () => {
    const [internetFirst] = await createModule({ connections: { internet: DOWN, vpn: UP } });
    const [vpnFirst] = await createModule({ order: ['vpn', 'internet'], connections: { internet: UP, vpn: DOWN } });

    expect(await sendBy(internetFirst, 'auto', 'internal')).toBe('vpn');
    expect(await sendBy(vpnFirst, 'auto', 'internal')).toBe('internet');
  });

  it('spreads auto as its traffic policy says at each request, and asks it for nothing else', async () => {
    const traffic: { split: TrafficSplit | undefined } = { split: undefined };
    const rolls = [0.49, 0.5];
    const [module] = await createModule({ random: () => rolls.shift() ?? 1 }, traffic);
    expect(await sendBy(module, 'auto', 'internal')).toBe('internet');

    traffic.split = { order: ['internet', 'vpn'], weights: { internet: 50, vpn: 50 } };
    expect(await sendBy(module, 'internet', 'internal')).toBe('internet');
    expect(await sendBy(module, 'vpn', 'internal')).toBe('vpn');
    expect(rolls).toEqual([0.49, 0.5]);
    expect(await sendBy(module, 'auto', 'internal')).toBe('internet');
    expect(await sendBy(module, 'auto', 'internal')).toBe('vpn');
  });

  it('keeps the other route as the fallback, and cui inside, whatever the traffic policy says', async () => {
    const toInternet: TrafficPolicy = {
      split: { order: ['internet', 'vpn'], weights: { internet: 100, vpn: 0 } },
    };
    const [internetDown] = await createModule({ connections: { internet: DOWN, vpn: UP } }, toInternet);
    const [onlyVpn] = await createModule({ order: ['vpn'] }, toInternet);

    expect(await sendBy(internetDown, 'auto', 'internal')).toBe('vpn');
    expect(await sendBy(internetDown, 'auto', 'cui')).toBe('vpn');
    expect(await sendBy(onlyVpn, 'auto', 'internal')).toBe('vpn');
  });

  it('keeps to the VPN unless the operator has switched its fallback on, and never lets cui out', async () => {
    const connections = { internet: UP, vpn: DOWN };
    const [strict] = await createModule({ connections });
    const [lenient, opened] = await createModule({ connections, vpnFallback: 'internet' });

    await expect(sendBy(strict, 'vpn', 'internal')).rejects.toBeInstanceOf(RoutesFailedError);
    await expect(sendBy(lenient, 'vpn', 'cui')).rejects.toBeInstanceOf(RouteUnavailableError);
    await expect(sendBy(lenient, 'auto', 'cui')).rejects.toBeInstanceOf(RouteUnavailableError);
    expect(opened.opened.get(UP)?.calls).toEqual([]);
    expect(await sendBy(lenient, 'vpn', 'internal')).toBe('internet');
  });

  it('sends by the internet when that is named', async () => {
    const [module] = await createModule({});

    expect(await sendBy(module, 'internet', 'internal')).toBe('internet');
    expect(module.get(DataClassification).mayTake('cui', 'internet')).toBe(false);
  });

  it('reaches the route that is not its own by way of the sibling, and its own never', async () => {
    const peer = { functionName: 'sibling', route: 'vpn' } as const;
    const [module] = await createModule({ connections: { internet: UP }, peer });
    const [both] = await createModule({ connections: { internet: UP, vpn: UP }, peer });
    const isDirect = (from: TestingModule, route: 'internet' | 'vpn') => from.get(RoutePolicies).get(route)?.isDirect;

    expect([isDirect(module, 'internet'), isDirect(module, 'vpn')]).toEqual([true, false]);
    expect([isDirect(both, 'internet'), isDirect(both, 'vpn')]).toEqual([true, true]);
    expect(await sendBy(both, 'vpn', 'cui')).toBe('vpn');
  });

  it('calls no sibling for a route that it does not have', async () => {
    const [module] = await createModule({
      connections: { vpn: UP },
      peer: { functionName: 'sibling', route: 'vpn' },
    });

    expect([...module.get(RoutePolicies).configured]).toEqual(['vpn']);
    expect(module.get(RoutePolicies).get('vpn')?.isDirect).toBe(true);
  });

  it('probes no more once the application has closed', async () => {
    const [module, connections] = await createModule({ connections: { vpn: UP } });
    const vpn = module.get(RoutePolicies).require('vpn');
    await module.close();
    await vpn.refreshHealth();

    expect(connections.opened.get(UP)?.probes).toBe(0);
  });
});
