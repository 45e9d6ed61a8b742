import { describe, expect, it } from 'vitest';
import { loadGatewayConfig } from './gateway-config.js';

describe('loadGatewayConfig', () => {
  it('has a default for everything', () => {
    expect(loadGatewayConfig({})).toEqual({
      listen: { port: 3000, host: '127.0.0.1' },
      attachment: 'both',
      routes: { order: ['internet', 'vpn'], internet: {}, vpn: {}, vpnFallback: 'none' },
      dataClasses: new Map([
        ['public', ['internet', 'vpn']],
        ['internal', ['internet', 'vpn']],
        ['cui', ['vpn']],
      ]),
      defaultClass: 'internal',
      bedrock: {
        secretId: 'cross-partition-commercial-creds',
        createInferenceProfiles: false,
        useFipsEndpoints: false,
      },
      tokens: { secretId: 'bearer-token-secret', maxLifetimeSeconds: 3600 },
      audit: { tableName: 'cross-partition-requests', mode: 'strict', ttlDays: 30, createTable: false },
      usage: { prices: [], ttlDays: 400 },
      limits: {
        requestTimeoutMs: 870_000,
        maxInFlight: 512,
        maxConnections: 4_096,
        maxBodyBytes: 25_000_000,
        drainTimeoutMs: 20_000,
        caller: {},
      },
      metrics: { format: 'none', namespace: 'DualRoutingGateway', requestLog: false },
      docs: true,
      console: false,
      region: undefined,
      corsOrigins: [],
      version: '0.1.0',
    });
  });

  it('takes every variable', () => {
    const env = {
      PORT: '0',
      HOST: '::1',
      GATEWAY_ATTACHMENT: 'vpn',
      GATEWAY_ROUTE_ORDER: 'vpn,internet',
      GATEWAY_INTERNET_ENDPOINT: 'http://127.0.0.1:4001',
      GATEWAY_INTERNET_CONTROL_ENDPOINT: 'http://[::1]:4002',
      GATEWAY_VPN_ENDPOINT: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com/',
      GATEWAY_VPN_CONTROL_ENDPOINT: 'http://localhost:4003',
      GATEWAY_VPN_FALLBACK: 'internet',
      GATEWAY_PEER_FUNCTION: 'gateway-internet:live',
      GATEWAY_BEDROCK_REGION: 'us-west-2',
      GATEWAY_BEDROCK_SECRET_ID: 'creds',
      GATEWAY_CREATE_INFERENCE_PROFILES: 'true',
      GATEWAY_TOKEN_SECRET_ID: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:tokens-AbCdEf',
      GATEWAY_TOKEN_JWKS_SECRET_ID: 'keys',
      GATEWAY_TOKEN_ISSUER: 'https://idp.example',
      GATEWAY_TOKEN_AUDIENCE: 'gateway',
      GATEWAY_TOKEN_MAX_LIFETIME_S: '600',
      GATEWAY_AUDIT_TABLE: 'audit',
      GATEWAY_AUDIT_MODE: 'available',
      GATEWAY_AUDIT_TTL_DAYS: '7',
      GATEWAY_AUDIT_CREATE_TABLE: 'true',
      GATEWAY_TRAFFIC_TABLE: 'traffic',
      GATEWAY_USAGE_TABLE: 'model-usage',
      GATEWAY_USAGE_TTL_DAYS: '366',
      GATEWAY_MODEL_PRICES: '{"*":{"inputUsdPerMTok":1,"outputUsdPerMTok":2}}',
      GATEWAY_DATA_CLASSES: '{"open":["vpn"]}',
      GATEWAY_DEFAULT_CLASS: 'open',
      GATEWAY_REQUEST_TIMEOUT_MS: '1000',
      GATEWAY_MAX_IN_FLIGHT: '4',
      GATEWAY_MAX_CONNECTIONS: '9',
      GATEWAY_CALLER_MAX_IN_FLIGHT: '3',
      GATEWAY_CALLER_MAX_STREAMS: '2',
      GATEWAY_CALLER_REQUESTS_PER_MINUTE: '60',
      GATEWAY_CALLER_BYTES_PER_MINUTE: '9000000',
      GATEWAY_DRAIN_TIMEOUT_MS: '0',
      GATEWAY_MAX_BODY_BYTES: '4500000',
      GATEWAY_MAX_OUTPUT_TOKENS: '4096',
      GATEWAY_DOCS: 'false',
      GATEWAY_CONSOLE: 'true',
      GATEWAY_CORS_ORIGINS: 'https://app.example,http://localhost:5173',
      GATEWAY_TLS_CERT_FILE: '/tls/tls.crt',
      GATEWAY_TLS_KEY_FILE: '/tls/tls.key',
      GATEWAY_TLS_CLIENT_CA_FILE: '/tls/ca.crt',
      GATEWAY_USE_FIPS_ENDPOINTS: 'true',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: '',
      AWS_BEARER_TOKEN_BEDROCK: '',
      AWS_REGION: 'us-gov-east-1',
      PATH: '/usr/bin',
    };
    expect(loadGatewayConfig(env)).toEqual({
      listen: {
        port: 0,
        host: '::1',
        tls: { certFile: '/tls/tls.crt', keyFile: '/tls/tls.key', clientCaFile: '/tls/ca.crt' },
      },
      attachment: 'vpn',
      routes: {
        order: ['vpn', 'internet'],
        internet: { runtimeEndpoint: 'http://127.0.0.1:4001', controlEndpoint: 'http://[::1]:4002' },
        vpn: {
          runtimeEndpoint: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com',
          controlEndpoint: 'http://localhost:4003',
        },
        vpnFallback: 'internet',
        peerFunction: 'gateway-internet:live',
      },
      dataClasses: new Map([['open', ['vpn']]]),
      defaultClass: 'open',
      bedrock: { secretId: 'creds', createInferenceProfiles: true, useFipsEndpoints: true, region: 'us-west-2' },
      tokens: {
        secretId: 'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:tokens-AbCdEf',
        jwks: { kind: 'secret', secretId: 'keys' },
        issuer: 'https://idp.example',
        audience: 'gateway',
        maxLifetimeSeconds: 600,
      },
      audit: {
        tableName: 'audit',
        mode: 'available',
        ttlDays: 7,
        createTable: true,
        dynamodbEndpoint: 'http://127.0.0.1:8000',
      },
      usage: {
        prices: [{ glob: '*', inputUsdPerMTok: 1, outputUsdPerMTok: 2 }],
        tableName: 'model-usage',
        ttlDays: 366,
      },
      trafficTable: 'traffic',
      limits: {
        requestTimeoutMs: 1000,
        maxInFlight: 4,
        maxConnections: 9,
        maxBodyBytes: 4_500_000,
        maxOutputTokens: 4096,
        drainTimeoutMs: 0,
        caller: { maxInFlight: 3, maxStreams: 2, requestsPerMinute: 60, bytesPerMinute: 9_000_000 },
      },
      metrics: { format: 'none', namespace: 'DualRoutingGateway', requestLog: false },
      docs: false,
      console: true,
      region: 'us-gov-east-1',
      corsOrigins: ['https://app.example', 'http://localhost:5173'],
      version: '0.1.0',
    });
  });

  it('takes a URL as the place of the public keys', () => {
    const { tokens } = loadGatewayConfig({ GATEWAY_TOKEN_JWKS_URL: 'https://idp.example/.well-known/jwks.json' });
    expect(tokens.jwks).toEqual({ kind: 'url', url: 'https://idp.example/.well-known/jwks.json' });
  });

  it('cannot be changed afterwards, at any depth', () => {
    const config = loadGatewayConfig({});
    expect(() => Object.assign(config.limits, { maxInFlight: 1 })).toThrow(TypeError);
    expect(() => Object.assign(config.routes.order, { 0: 'vpn' })).toThrow(TypeError);
    const classes = config.dataClasses;
    if (!(classes instanceof Map)) throw new TypeError('expected a map');
    expect(() => classes.set('cui', ['internet'])).toThrow(TypeError);
    expect(() => classes.clear()).toThrow(TypeError);
    expect(() => Object.assign(classes.get('cui') ?? [], { 0: 'internet' })).toThrow(TypeError);
  });

  it('is not changed by loading another one', () => {
    loadGatewayConfig({ GATEWAY_DATA_CLASSES: '{"internal":["vpn"]}' });
    expect(loadGatewayConfig({}).dataClasses.get('internal')).toEqual(['internet', 'vpn']);
  });
});
