import { BedrockConnections } from '@app/bedrock';
import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { DataClassification } from './data-classification.js';
import type { RoutingOptions } from './options.js';
import { RoutePolicies } from './route-policies.js';
import { RoutePolicy } from './route-policy.js';
import { ROUTES, type Route } from './route.js';
import type { RouteSwitches } from './plan-routes.js';
import { Router, type PreferRoutes, type StrategyByMethod } from './router.js';
import { FallbackStrategy } from './strategies/fallback.strategy.js';
import { InternetStrategy } from './strategies/internet.strategy.js';
import { VpnStrategy } from './strategies/vpn.strategy.js';
import { DirectTransport } from './transports/direct.transport.js';
import { TrafficPolicy } from './traffic/traffic-policy.js';
import { preferRoutes } from './traffic/traffic-split.js';
import { LambdaPeerFunction } from './transports/peer/lambda-peer.function.js';
import { PeerTransport } from './transports/peer.transport.js';
import type { Transport } from './transports/transport.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<RoutingOptions>({
  moduleName: 'Routing',
})
  .setClassMethodName('forRoot')
  .build();

const STRATEGIES = Symbol('StrategyByMethod');
const SWITCHES = Symbol('RouteSwitches');
const PREFERENCE = Symbol('PreferRoutes');

/**
 * Opens a connection per configured route and provides the `Router` over them. Needs `BedrockConnections` from its
 * imports; takes a `TrafficPolicy` if there is one.
 */
@Module({
  providers: [
    InternetStrategy,
    VpnStrategy,
    {
      provide: DataClassification,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ dataClasses, defaultClass }: RoutingOptions) => new DataClassification(dataClasses, defaultClass),
    },
    {
      provide: RoutePolicies,
      inject: [MODULE_OPTIONS_TOKEN, BedrockConnections, DataClassification],
      useFactory: openRoutes,
    },
    {
      provide: STRATEGIES,
      inject: [MODULE_OPTIONS_TOKEN, InternetStrategy, VpnStrategy],
      useFactory: strategiesByMethod,
    },
    {
      provide: SWITCHES,
      inject: [MODULE_OPTIONS_TOKEN, RoutePolicies],
      useFactory: ({ order, vpnFallback }: RoutingOptions, { configured }: RoutePolicies): RouteSwitches => ({
        order,
        vpnFallback,
        configured,
      }),
    },
    {
      provide: PREFERENCE,
      inject: [MODULE_OPTIONS_TOKEN, { token: TrafficPolicy, optional: true }],
      useFactory: preferBy,
    },
    {
      provide: Router,
      inject: [STRATEGIES, SWITCHES, DataClassification, PREFERENCE],
      useFactory: (...parts: ConstructorParameters<typeof Router>) => new Router(...parts),
    },
  ],
  exports: [Router, RoutePolicies, DataClassification],
})
export class RoutingModule extends ConfigurableModuleClass {}

function openRoutes(options: RoutingOptions, bedrock: BedrockConnections, classes: DataClassification): RoutePolicies {
  return new RoutePolicies(
    ROUTES.flatMap((route) => {
      const transport = openTransport(route, options, bedrock);
      return transport ? [new RoutePolicy(route, transport, classes)] : [];
    }),
  );
}

/** The way that this process has itself goes before the sibling's. */
function openTransport(
  route: Route,
  { connections, peer }: RoutingOptions,
  bedrock: BedrockConnections,
): Transport | undefined {
  const direct = connections[route];
  if (direct) return new DirectTransport(bedrock.open(direct));
  return peer?.route === route ? new PeerTransport(route, new LambdaPeerFunction(peer.functionName)) : undefined;
}

function strategiesByMethod(
  { order, vpnFallback }: RoutingOptions,
  internet: InternetStrategy,
  vpn: VpnStrategy,
): StrategyByMethod {
  return {
    auto: new FallbackStrategy(order.map((route) => ({ internet, vpn })[route])),
    internet,
    vpn: { none: vpn, internet: new FallbackStrategy([vpn, internet]) }[vpnFallback],
  };
}

function preferBy({ random = Math.random }: RoutingOptions, traffic?: TrafficPolicy): PreferRoutes {
  return () => {
    const split = traffic?.split;
    return split === undefined ? [] : preferRoutes(split, random());
  };
}
