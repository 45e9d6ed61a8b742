import { describe, expect, it } from 'vitest';
import { GatewayConfigError } from './gateway-config.error.js';
import { loadGatewayConfig } from './gateway-config.js';
import { toBedrockOptions, toRoutingOptions } from './to-lib-options.js';

const ROLE = { GATEWAY_BEDROCK_ROLE_ARN: 'arn:aws:iam::123456789012:role/gateway-bedrock' };
const KEY = { GATEWAY_WEB_IDENTITY_KMS_KEY_ID: '1234abcd-12ab-34cd-56ef-1234567890ab' };
const ISSUER = { GATEWAY_WEB_IDENTITY_ISSUER: 'https://bucket.s3.us-east-1.amazonaws.com/gateway' };
const VPN = { GATEWAY_VPN_ENDPOINT: 'https://vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com' };
const VPN_STS = { GATEWAY_VPN_STS_ENDPOINT: 'https://vpce-2.sts.us-east-1.vpce.amazonaws.com' };

function namesOf(env: Record<string, string>): readonly string[] {
  try {
    loadGatewayConfig(env);
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigError) return error.problems.map(({ name }) => name);
    throw error;
  }
}

describe('a web identity in the environment', () => {
  it.each([
    ['GATEWAY_BEDROCK_ROLE_ARN', 'arn:aws-us-gov:iam::123456789012:role/gateway'],
    ['GATEWAY_BEDROCK_ROLE_ARN', 'arn:aws:iam::123456789012:user/gateway'],
    ['GATEWAY_BEDROCK_ROLE_ARN', 'arn:aws:iam::1:role/gateway'],
    ['GATEWAY_BEDROCK_ROLE_ARN', 'gateway'],
    ['GATEWAY_WEB_IDENTITY_KMS_KEY_ID', 'alias/gateway'],
    ['GATEWAY_WEB_IDENTITY_ISSUER', 'http://identity.example'],
    ['GATEWAY_WEB_IDENTITY_ISSUER', 'https://identity.example/'],
    ['GATEWAY_WEB_IDENTITY_ISSUER', 'https://identity.example/a?b'],
    ['GATEWAY_WEB_IDENTITY_ISSUER', 'https://user@identity.example'],
    ['GATEWAY_WEB_IDENTITY_AUDIENCE', 'two words'],
    ['GATEWAY_WEB_IDENTITY_SUBJECT', 'a*'],
    ['GATEWAY_WEB_IDENTITY_SUBJECT', ''],
    ['GATEWAY_INTERNET_STS_ENDPOINT', 'http://sts.example'],
    ['GATEWAY_VPN_STS_ENDPOINT', 'https://sts.example/path'],
    ['AWS_ENDPOINT_URL_KMS', 'http://kms.example'],
    ['AWS_ENDPOINT_URL_STS', 'http://sts.example'],
  ])('is refused with %s=%s', (name, value) => {
    expect(namesOf({ ...ROLE, ...KEY, ...ISSUER, [name]: value })).toContain(name);
  });

  it('needs issuer and key together', () => {
    expect(namesOf({ ...ROLE, ...KEY })).toEqual(['GATEWAY_WEB_IDENTITY_ISSUER']);
    expect(namesOf({ ...ROLE, ...ISSUER })).toEqual(['GATEWAY_WEB_IDENTITY_ISSUER']);
  });

  it('is nothing without a role: what belongs to one is a mistake then', () => {
    const rest = { ...KEY, ...ISSUER, GATEWAY_WEB_IDENTITY_AUDIENCE: 'a', GATEWAY_WEB_IDENTITY_SUBJECT: 'b' };
    expect(namesOf(rest)).toEqual(Object.keys(rest));
    expect(toBedrockOptions(loadGatewayConfig({}))).not.toHaveProperty('webIdentity');
  });

  it('needs an STS of the VPN route’s own where this process takes that route itself', () => {
    expect(namesOf({ ...ROLE, ...VPN })).toEqual(['GATEWAY_VPN_STS_ENDPOINT']);
    expect(namesOf({ ...ROLE, ...VPN, GATEWAY_ATTACHMENT: 'vpn' })).toEqual(['GATEWAY_VPN_STS_ENDPOINT']);
    expect(namesOf({ ...ROLE, ...VPN, GATEWAY_ATTACHMENT: 'internet' })).toEqual([]);
    expect(namesOf({ ...ROLE, ...VPN, ...VPN_STS })).toEqual([]);
    expect(namesOf({ ...ROLE })).toEqual([]);
  });

  it('is signed by KMS where there is a key, and by STS where there is none', () => {
    const common = { roleArn: ROLE.GATEWAY_BEDROCK_ROLE_ARN, audience: 'sts.amazonaws.com' };
    expect(toBedrockOptions(loadGatewayConfig({ ...ROLE })).webIdentity).toEqual({ ...common, tokens: { by: 'sts' } });
    expect(toBedrockOptions(loadGatewayConfig({ ...ROLE, ...KEY, ...ISSUER })).webIdentity).toEqual({
      ...common,
      tokens: {
        by: 'kms',
        keyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
        issuer: 'https://bucket.s3.us-east-1.amazonaws.com/gateway',
        subject: 'dual-routing-gateway',
      },
    });
  });

  it('has each route ask its own STS', () => {
    const env = {
      ...ROLE,
      ...VPN,
      ...VPN_STS,
      GATEWAY_INTERNET_STS_ENDPOINT: 'https://sts-fips.us-east-1.amazonaws.com',
    };
    const { connections } = toRoutingOptions(loadGatewayConfig(env));
    expect(connections.internet?.stsEndpoint).toBe('https://sts-fips.us-east-1.amazonaws.com');
    expect(connections.vpn?.stsEndpoint).toBe('https://vpce-2.sts.us-east-1.vpce.amazonaws.com');
  });
});
