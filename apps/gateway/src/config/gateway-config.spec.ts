import { describe, expect, it } from 'vitest';
import { GatewayConfigError, type ConfigProblem } from './gateway-config.error.js';
import { loadGatewayConfig } from './gateway-config.js';

function problemsOf(env: Record<string, string>): readonly ConfigProblem[] {
  try {
    loadGatewayConfig(env);
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigError) return error.problems;
    throw error;
  }
}

const namesOf = (env: Record<string, string>) => problemsOf(env).map(({ name }) => name);

describe('loadGatewayConfig, given a bad environment', () => {
  it('reports every bad variable at once, by name and without its value', () => {
    const bad = {
      PORT: 'sesame-1',
      GATEWAY_DOCS: 'sesame-2',
      GATEWAY_AUDIT_MODE: 'sesame-3',
      GATEWAY_TYPO: 'sesame-4',
    };
    expect(problemsOf(bad)).toEqual([
      { name: 'PORT', reason: 'must be a whole number from 0 to 65535' },
      { name: 'GATEWAY_AUDIT_MODE', reason: 'must be strict or available' },
      { name: 'GATEWAY_DOCS', reason: 'must be true or false' },
      { name: 'GATEWAY_TYPO', reason: 'is not a variable of the gateway' },
    ]);
    expect(() => loadGatewayConfig(bad)).toThrow(/^The configuration is not valid: PORT must be a whole number/);
    expect(() => loadGatewayConfig(bad)).not.toThrow(/sesame/);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '1e3'],
    ['PORT', ' 80'],
    ['PORT', '080'],
    ['PORT', ''],
    ['HOST', 'not a host'],
    ['HOST', '-a'],
    ['GATEWAY_ATTACHMENT', 'none'],
    ['GATEWAY_ATTACHMENT', 'BOTH'],
    ['GATEWAY_ROUTE_ORDER', 'vpn,vpn'],
    ['GATEWAY_ROUTE_ORDER', 'vpn,tor'],
    ['GATEWAY_ROUTE_ORDER', 'vpn, internet'],
    ['GATEWAY_VPN_FALLBACK', 'vpn'],
    ['GATEWAY_PEER_FUNCTION', 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:peer'],
    ['GATEWAY_BEDROCK_REGION', 'us-gov-west-1'],
    ['GATEWAY_BEDROCK_REGION', 'us-east-1.evil.example'],
    ['GATEWAY_BEDROCK_SECRET_ID', 'a secret'],
    ['GATEWAY_TOKEN_SECRET_ID', ''],
    ['GATEWAY_TOKEN_ISSUER', 'two words'],
    ['GATEWAY_TOKEN_AUDIENCE', ''],
    ['GATEWAY_TOKEN_MAX_LIFETIME_S', '0'],
    ['GATEWAY_TOKEN_MAX_LIFETIME_S', '86401'],
    ['GATEWAY_AUDIT_TABLE', 'ab'],
    ['GATEWAY_AUDIT_MODE', 'lenient'],
    ['GATEWAY_AUDIT_TTL_DAYS', '0'],
    ['GATEWAY_REQUEST_TIMEOUT_MS', '900001'],
    ['GATEWAY_MAX_IN_FLIGHT', '0'],
    ['GATEWAY_DRAIN_TIMEOUT_MS', '900001'],
    ['GATEWAY_DRAIN_TIMEOUT_MS', '-1'],
    ['GATEWAY_MAX_BODY_BYTES', '25000001'],
    ['GATEWAY_MAX_OUTPUT_TOKENS', '0'],
    ['GATEWAY_MAX_OUTPUT_TOKENS', '-1'],
    ['GATEWAY_MAX_OUTPUT_TOKENS', '1e3'],
    ['GATEWAY_MAX_OUTPUT_TOKENS', '10000001'],
    ['GATEWAY_MAX_OUTPUT_TOKENS', ''],
    ['GATEWAY_DOCS', 'TRUE'],
    ['GATEWAY_DOCS', '1'],
    ['GATEWAY_DEFAULT_CLASS', 'secret'],
    ['AWS_ENDPOINT_URL', 'http://aws.example'],
    ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'http://10.0.0.1:4566'],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'http://dynamodb.example'],
    ['AWS_BEARER_TOKEN_BEDROCK', 'bedrock-api-key'],
  ])('refuses %s set to "%s"', (name, text) => {
    expect(namesOf({ [name]: text })).toEqual([name]);
  });

  it('refuses two places for the public keys', () => {
    const both = { GATEWAY_TOKEN_JWKS_URL: 'https://idp.example/keys', GATEWAY_TOKEN_JWKS_SECRET_ID: 'keys' };
    expect(namesOf(both)).toEqual(['GATEWAY_TOKEN_JWKS_SECRET_ID']);
  });

  it('refuses to create a table anywhere but on this machine', () => {
    const wanted = { GATEWAY_AUDIT_CREATE_TABLE: 'true' };
    expect(namesOf(wanted)).toEqual(['GATEWAY_AUDIT_CREATE_TABLE']);
    expect(namesOf({ ...wanted, AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.us-gov-west-1.amazonaws.com' })).toEqual([
      'GATEWAY_AUDIT_CREATE_TABLE',
    ]);
    expect(namesOf({ ...wanted, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000' })).toEqual([]);
  });
});

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
      bedrock: { secretId: 'cross-partition-commercial-creds', createInferenceProfiles: false },
      tokens: { secretId: 'bearer-token-secret', maxLifetimeSeconds: 3600 },
      audit: { tableName: 'cross-partition-requests', mode: 'strict', ttlDays: 30, createTable: false },
      limits: { requestTimeoutMs: 870_000, maxInFlight: 512, maxBodyBytes: 25_000_000, drainTimeoutMs: 20_000 },
      docs: true,
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
      GATEWAY_BEDROCK_REGION: 'eu-central-1',
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
      GATEWAY_DATA_CLASSES: '{"open":["vpn"]}',
      GATEWAY_DEFAULT_CLASS: 'open',
      GATEWAY_REQUEST_TIMEOUT_MS: '1000',
      GATEWAY_MAX_IN_FLIGHT: '4',
      GATEWAY_DRAIN_TIMEOUT_MS: '0',
      GATEWAY_MAX_BODY_BYTES: '4500000',
      GATEWAY_MAX_OUTPUT_TOKENS: '4096',
      GATEWAY_DOCS: 'false',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: '',
      AWS_BEARER_TOKEN_BEDROCK: '',
      PATH: '/usr/bin',
    };
    expect(loadGatewayConfig(env)).toEqual({
      listen: { port: 0, host: '::1' },
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
      bedrock: { secretId: 'creds', createInferenceProfiles: true, region: 'eu-central-1' },
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
      limits: {
        requestTimeoutMs: 1000,
        maxInFlight: 4,
        maxBodyBytes: 4_500_000,
        maxOutputTokens: 4096,
        drainTimeoutMs: 0,
      },
      docs: false,
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
