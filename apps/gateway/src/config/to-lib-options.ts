import type {
  AuditOptions,
  RevocationStoreOptions,
  TablePlace,
  TrafficStoreOptions,
  UsageStoreOptions,
} from '@app/audit';
import type { BedrockOptions, ConnectionOptions } from '@app/bedrock';
import type { Route, RoutingOptions } from '@app/routing';
import type { GatewayConfig } from './gateway-config.js';

/** The VPN route is slower to connect: the tunnel may have to come up. */
const CONNECT_TIMEOUT_MS = { internet: 2_000, vpn: 5_000 } as const;
/** The first byte of a streamed answer; a silence between two of its chunks. */
const STREAM_TIMEOUTS = { firstByteTimeoutMs: 120_000, idleTimeoutMs: 270_000 };

/** Where every table is. */
function placeOf({ createTable, dynamodbEndpoint }: GatewayConfig['audit']): TablePlace {
  return {
    createTableIfMissing: createTable,
    ...(dynamodbEndpoint !== undefined && { endpoint: dynamodbEndpoint }),
  };
}

/** What libs/audit is told. */
export function toAuditOptions({ audit, version }: Pick<GatewayConfig, 'audit' | 'version'>): AuditOptions {
  const { mode, ttlDays, tableName } = audit;
  return { mode, ttlDays, tableName, gatewayVersion: version, ...placeOf(audit) };
}

/** What libs/audit is told about revoked tokens; undefined where there is no table of them. */
export function toRevocationOptions({
  audit,
  revocationTable,
}: Pick<GatewayConfig, 'audit' | 'revocationTable'>): RevocationStoreOptions | undefined {
  if (revocationTable === undefined) return undefined;
  return { tableName: revocationTable, ...placeOf(audit) };
}

/** What libs/audit is told about the operator's split of `auto`; undefined where there is no table of it. */
export function toTrafficOptions({
  audit,
  trafficTable,
}: Pick<GatewayConfig, 'audit' | 'trafficTable'>): TrafficStoreOptions | undefined {
  if (trafficTable === undefined) return undefined;
  return { tableName: trafficTable, ...placeOf(audit) };
}

/** What libs/audit is told about counters of usage; undefined where there is no table of them. */
export function toUsageOptions({
  audit,
  usage: { tableName, ttlDays },
}: Pick<GatewayConfig, 'audit' | 'usage'>): UsageStoreOptions | undefined {
  if (tableName === undefined) return undefined;
  return { tableName, ttlDays, ...placeOf(audit) };
}

/** What libs/bedrock is told. */
export function toBedrockOptions({ bedrock }: GatewayConfig): BedrockOptions {
  const { secretId, createInferenceProfiles, webIdentity } = bedrock;
  return { secretId, createInferenceProfiles, ...(webIdentity && { webIdentity }) };
}

/** What libs/routing is told: a connection for each route that this process is attached to and has an end for. */
export function toRoutingOptions(config: GatewayConfig): RoutingOptions {
  const { routes, dataClasses, defaultClass } = config;
  return {
    order: routes.order,
    vpnFallback: routes.vpnFallback,
    dataClasses,
    defaultClass,
    connections: connections(config),
    ...peer(config),
  };
}

/** A process that reaches both networks itself has no use for a sibling. */
function peer({ attachment, routes: { peerFunction } }: GatewayConfig): Pick<RoutingOptions, 'peer'> {
  if (peerFunction === undefined || attachment === 'both') return {};
  return { peer: { functionName: peerFunction, route: attachment === 'vpn' ? 'internet' : 'vpn' } };
}

function connections({ attachment, bedrock, limits, routes }: GatewayConfig): RoutingOptions['connections'] {
  const connection = (route: Route): ConnectionOptions => ({
    ...STREAM_TIMEOUTS,
    ...routes[route],
    region: bedrock.region,
    useFipsEndpoints: bedrock.useFipsEndpoints,
    maxConnections: limits.maxInFlight,
    privateAddressesOnly: route === 'vpn',
    connectTimeoutMs: CONNECT_TIMEOUT_MS[route],
  });
  return {
    ...(attachment !== 'vpn' && { internet: connection('internet') }),
    ...(attachment !== 'internet' && routes.vpn.runtimeEndpoint !== undefined && { vpn: connection('vpn') }),
  };
}
