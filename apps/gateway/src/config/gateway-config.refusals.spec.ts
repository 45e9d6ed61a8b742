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
    ['GATEWAY_TOKEN_JWKS_ISSUER', 'https://idp.example'],
    ['GATEWAY_TOKEN_JWKS_ISSUER', 'two words'],
    ['GATEWAY_REVOCATION_TABLE', 'ab'],
    ['GATEWAY_REVOCATION_TABLE', ''],
    ['GATEWAY_REVOCATION_TABLE', 'cross-partition-requests'],
    ['GATEWAY_TRAFFIC_TABLE', 'ab'],
    ['GATEWAY_TRAFFIC_TABLE', ''],
    ['GATEWAY_TRAFFIC_TABLE', 'cross-partition-requests'],
    ['GATEWAY_USAGE_TABLE', 'ab'],
    ['GATEWAY_USAGE_TABLE', 'cross-partition-requests'],
    ['GATEWAY_USAGE_TTL_DAYS', '0'],
    ['GATEWAY_MODEL_PRICES', '[]'],
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
    ['GATEWAY_CONSOLE', 'yes'],
    ['GATEWAY_DEFAULT_CLASS', 'secret'],
    ['GATEWAY_USE_FIPS_ENDPOINTS', 'yes'],
    ['GATEWAY_CORS_ORIGINS', '*'],
    ['GATEWAY_CORS_ORIGINS', 'null'],
    ['GATEWAY_CORS_ORIGINS', ''],
    ['GATEWAY_CORS_ORIGINS', 'https://*.example'],
    ['GATEWAY_CORS_ORIGINS', 'http://app.example'],
    ['GATEWAY_CORS_ORIGINS', 'https://app.example/'],
    ['GATEWAY_CORS_ORIGINS', 'https://APP.example'],
    ['GATEWAY_CORS_ORIGINS', 'https://app.example:443'],
    ['GATEWAY_CORS_ORIGINS', 'https://app.example, https://b.example'],
    ['GATEWAY_CORS_ORIGINS', 'https://app.example,https://app.example'],
    ['GATEWAY_CORS_ORIGINS', 'chrome-extension://abcdef'],
    ['GATEWAY_CORS_ORIGINS', Array.from({ length: 33 }, (_, index) => `https://a${index}.example`).join(',')],
    ['GATEWAY_TLS_CERT_FILE', 'tls.crt'],
    ['GATEWAY_TLS_CERT_FILE', '/tls.crt'],
    ['GATEWAY_TLS_KEY_FILE', '/tls.key'],
    ['GATEWAY_TLS_CLIENT_CA_FILE', '/ca.crt'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['AWS_ENDPOINT_URL', 'http://aws.example'],
    ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'http://10.0.0.1:4566'],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'http://dynamodb.example'],
    ['AWS_BEARER_TOKEN_BEDROCK', 'bedrock-api-key'],
  ])('refuses %s set to "%s"', (name, text) => {
    expect(namesOf({ [name]: text })).toEqual([name]);
  });

  it('refuses a region without FIPS endpoints where they are asked for', () => {
    const fips = { GATEWAY_USE_FIPS_ENDPOINTS: 'true' };
    expect(namesOf({ ...fips, GATEWAY_BEDROCK_REGION: 'eu-central-1' })).toEqual(['GATEWAY_USE_FIPS_ENDPOINTS']);
    expect(namesOf({ ...fips, GATEWAY_BEDROCK_REGION: 'us-west-2' })).toEqual([]);
    expect(namesOf(fips)).toEqual([]);
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

describe('loadGatewayConfig, about tokens', () => {
  const keySet = { GATEWAY_TOKEN_JWKS_SECRET_ID: 'keys', GATEWAY_TOKEN_ISSUER: 'https://gateway.example' };

  it('takes an issuer of the key set beside that of the other tokens, and never the same for both', () => {
    expect(loadGatewayConfig({ ...keySet, GATEWAY_TOKEN_JWKS_ISSUER: 'https://idp.example' }).tokens).toMatchObject({
      issuer: 'https://gateway.example',
      keySetIssuer: 'https://idp.example',
    });
    const same = { ...keySet, GATEWAY_TOKEN_JWKS_ISSUER: 'https://gateway.example' };
    expect(namesOf(same)).toEqual(['GATEWAY_TOKEN_JWKS_ISSUER']);
  });

  it('keeps the split of traffic in a table of its own', () => {
    for (const other of ['GATEWAY_AUDIT_TABLE', 'GATEWAY_REVOCATION_TABLE', 'GATEWAY_USAGE_TABLE']) {
      expect(namesOf({ GATEWAY_TRAFFIC_TABLE: 'one', [other]: 'one' }), other).toEqual(['GATEWAY_TRAFFIC_TABLE']);
    }
  });

  it('keeps revoked tokens in any table but that of the audit', () => {
    expect(loadGatewayConfig({ GATEWAY_REVOCATION_TABLE: 'revoked-tokens' }).revocationTable).toBe('revoked-tokens');
    expect(loadGatewayConfig({}).revocationTable).toBeUndefined();
    const same = { GATEWAY_REVOCATION_TABLE: 'records', GATEWAY_AUDIT_TABLE: 'records' };
    expect(namesOf(same)).toEqual(['GATEWAY_REVOCATION_TABLE']);
  });
});
