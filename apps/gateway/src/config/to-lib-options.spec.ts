import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from './gateway-config.js';
import { VERSION } from './version.js';
import {
  toAuditOptions,
  toBedrockOptions,
  toRoutingOptions,
  toTrafficOptions,
  toUsageOptions,
} from './to-lib-options.js';

const VPN = { GATEWAY_VPN_ENDPOINT: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com' };

describe('toRoutingOptions', () => {
  it.each([
    [{}, ['internet']],
    [{ GATEWAY_ATTACHMENT: 'internet' }, ['internet']],
    [{ GATEWAY_ATTACHMENT: 'vpn' }, []],
    [VPN, ['internet', 'vpn']],
    [{ ...VPN, GATEWAY_ATTACHMENT: 'internet' }, ['internet']],
    [{ ...VPN, GATEWAY_ATTACHMENT: 'vpn' }, ['vpn']],
    [{ GATEWAY_VPN_CONTROL_ENDPOINT: 'https://vpce-2.bedrock.us-east-1.vpce.amazonaws.com' }, ['internet']],
  ])('with %j has a connection for %j', (env, routes) => {
    expect(Object.keys(toRoutingOptions(loadGatewayConfig(env)).connections)).toEqual(routes);
  });

  it('confines the VPN route to private addresses, and no other', () => {
    const { internet, vpn } = toRoutingOptions(loadGatewayConfig(VPN)).connections;
    expect(vpn?.privateAddressesOnly).toBe(true);
    expect(internet?.privateAddressesOnly).toBe(false);
  });

  it('keeps the times of the contract', () => {
    const { internet, vpn } = toRoutingOptions(loadGatewayConfig(VPN)).connections;
    const stream = { firstByteTimeoutMs: 120_000, idleTimeoutMs: 270_000 };
    expect(internet).toMatchObject({ ...stream, connectTimeoutMs: 2_000 });
    expect(vpn).toMatchObject({ ...stream, connectTimeoutMs: 5_000 });
  });

  it('gives each route its own endpoints, and both the region and a socket for each request in flight', () => {
    const env = {
      ...VPN,
      GATEWAY_VPN_CONTROL_ENDPOINT: 'https://vpce-2.bedrock.us-east-1.vpce.amazonaws.com',
      GATEWAY_INTERNET_ENDPOINT: 'https://bedrock-runtime-fips.us-west-2.amazonaws.com',
      GATEWAY_INTERNET_CONTROL_ENDPOINT: 'https://bedrock-fips.us-west-2.amazonaws.com',
      GATEWAY_BEDROCK_REGION: 'us-west-2',
      GATEWAY_MAX_IN_FLIGHT: '7',
    };
    const { connections } = toRoutingOptions(loadGatewayConfig(env));
    expect(connections.internet).toMatchObject({
      runtimeEndpoint: 'https://bedrock-runtime-fips.us-west-2.amazonaws.com',
      controlEndpoint: 'https://bedrock-fips.us-west-2.amazonaws.com',
      region: 'us-west-2',
      maxConnections: 7,
    });
    expect(connections.vpn).toMatchObject({
      runtimeEndpoint: VPN.GATEWAY_VPN_ENDPOINT,
      controlEndpoint: 'https://vpce-2.bedrock.us-east-1.vpce.amazonaws.com',
      region: 'us-west-2',
      maxConnections: 7,
    });
  });

  it('has both routes use FIPS endpoints where they are asked for', () => {
    const { connections } = toRoutingOptions(loadGatewayConfig({ ...VPN, GATEWAY_USE_FIPS_ENDPOINTS: 'true' }));
    expect([connections.internet?.useFipsEndpoints, connections.vpn?.useFipsEndpoints]).toEqual([true, true]);
    expect(toRoutingOptions(loadGatewayConfig({})).connections.internet?.useFipsEndpoints).toBe(false);
  });

  it.each([
    [{}, undefined],
    [{ GATEWAY_ATTACHMENT: 'internet' }, undefined],
    [{ GATEWAY_PEER_FUNCTION: 'sibling' }, undefined],
    [{ GATEWAY_PEER_FUNCTION: 'sibling', GATEWAY_ATTACHMENT: 'both' }, undefined],
    [
      { GATEWAY_PEER_FUNCTION: 'g-vpn', GATEWAY_ATTACHMENT: 'internet' },
      { functionName: 'g-vpn', route: 'vpn' },
    ],
    [
      { GATEWAY_PEER_FUNCTION: 'g-net', GATEWAY_ATTACHMENT: 'vpn' },
      { functionName: 'g-net', route: 'internet' },
    ],
  ])('with %j has the sibling %j for the network that is not its own', (env, peer) => {
    expect(toRoutingOptions(loadGatewayConfig({ ...VPN, ...env })).peer).toEqual(peer);
  });

  it('passes on the policy', () => {
    const env = { GATEWAY_ROUTE_ORDER: 'vpn,internet', GATEWAY_VPN_FALLBACK: 'internet', GATEWAY_DEFAULT_CLASS: 'cui' };
    expect(toRoutingOptions(loadGatewayConfig(env))).toMatchObject({
      order: ['vpn', 'internet'],
      vpnFallback: 'internet',
      defaultClass: 'cui',
      dataClasses: new Map([
        ['public', ['internet', 'vpn']],
        ['internal', ['internet', 'vpn']],
        ['cui', ['vpn']],
      ]),
    });
  });
});

describe('toAuditOptions', () => {
  it('leaves the endpoint to the SDK unless one is set', () => {
    expect(toAuditOptions(loadGatewayConfig({}))).toEqual({
      mode: 'strict',
      ttlDays: 30,
      tableName: 'cross-partition-requests',
      gatewayVersion: VERSION,
      createTableIfMissing: false,
    });
  });

  it('passes on what is set', () => {
    const env = {
      GATEWAY_AUDIT_MODE: 'available',
      GATEWAY_AUDIT_TTL_DAYS: '7',
      GATEWAY_AUDIT_TABLE: 'records',
      GATEWAY_AUDIT_CREATE_TABLE: 'true',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    };
    expect(toAuditOptions(loadGatewayConfig(env))).toMatchObject({
      mode: 'available',
      ttlDays: 7,
      tableName: 'records',
      createTableIfMissing: true,
      endpoint: 'http://127.0.0.1:8000',
    });
  });
});

describe('toBedrockOptions', () => {
  it('names the secret', () => {
    const env = { GATEWAY_BEDROCK_SECRET_ID: 'mine', GATEWAY_CREATE_INFERENCE_PROFILES: 'true' };
    expect(toBedrockOptions(loadGatewayConfig(env))).toEqual({ secretId: 'mine', createInferenceProfiles: true });
  });
});

describe('toTrafficOptions', () => {
  it('is nothing where there is no table of the split', () => {
    expect(toTrafficOptions(loadGatewayConfig({}))).toBeUndefined();
  });

  it('hands on the table, in the database of the audit', () => {
    const env = { GATEWAY_TRAFFIC_TABLE: 'traffic', AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' };
    expect(toTrafficOptions(loadGatewayConfig(env))).toEqual({
      tableName: 'traffic',
      createTableIfMissing: false,
      endpoint: 'http://127.0.0.1:8000',
    });
  });
});

describe('toUsageOptions', () => {
  it('is nothing where there is no table of counters', () => {
    expect(toUsageOptions(loadGatewayConfig({}))).toBeUndefined();
  });

  it('hands on the table, and where it is', () => {
    const env = {
      GATEWAY_USAGE_TABLE: 'model-usage',
      GATEWAY_USAGE_TTL_DAYS: '31',
      GATEWAY_AUDIT_CREATE_TABLE: 'true',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
    };
    expect(toUsageOptions(loadGatewayConfig(env))).toEqual({
      tableName: 'model-usage',
      ttlDays: 31,
      createTableIfMissing: true,
      endpoint: 'http://127.0.0.1:8000',
    });
  });
});
