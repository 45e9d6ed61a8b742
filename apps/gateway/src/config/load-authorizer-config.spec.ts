import { describe, expect, it } from 'vitest';
import { GatewayConfigError, type ConfigProblem } from './gateway-config.error.js';
import { loadAuthorizerConfig, loadGatewayConfig } from './gateway-config.js';

function problemsOf(env: Record<string, string>): readonly ConfigProblem[] {
  try {
    loadAuthorizerConfig(env);
    return [];
  } catch (error) {
    if (error instanceof GatewayConfigError) return error.problems;
    throw error;
  }
}

describe('loadAuthorizerConfig', () => {
  it.each([
    ['GATEWAY_TOKEN_SECRET_ID', '', 'is set but empty: give it a value or unset it'],
    ['GATEWAY_TOKEN_MAX_LIFETIME_S', '86401', 'must be a whole number from 1 to 86400'],
    ['GATEWAY_TOKEN_SECRT_ID', 'x', 'is not a variable of the authorizer'],
    ['GATEWAY_AUDIT_TABLE', 'records', 'is not a variable of the authorizer'],
    ['GATEWAY_REVOCATION_TABLE', 'revoked-tokens', 'is not a variable of the authorizer'],
    ['GATEWAY_ATTACHMENT', 'vpn', 'is not a variable of the authorizer'],
    ['AWS_ENDPOINT_URL', 'http://aws.example', 'must use https: plain http is for loopback addresses only'],
    [
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
      'http://10.0.0.1:4566',
      'must use https: plain http is for loopback addresses only',
    ],
  ])('refuses %s set to "%s"', (name, text, reason) => {
    expect(problemsOf({ [name]: text })).toEqual([{ name, reason }]);
  });

  it('reports every bad variable at once, without its value', () => {
    const bad = { GATEWAY_TOKEN_ISSUER: 'sesame 1', GATEWAY_TYPO: 'sesame 2' };
    expect(problemsOf(bad).map(({ name }) => name)).toEqual(['GATEWAY_TOKEN_ISSUER', 'GATEWAY_TYPO']);
    expect(() => loadAuthorizerConfig(bad)).not.toThrow(/sesame/);
  });

  it('reads what concerns tokens as the gateway does', () => {
    const env = {
      GATEWAY_TOKEN_SECRET_ID: 'tokens',
      GATEWAY_TOKEN_JWKS_SECRET_ID: 'keys',
      GATEWAY_TOKEN_ISSUER: 'https://idp.example',
      GATEWAY_TOKEN_AUDIENCE: 'gateway',
      GATEWAY_TOKEN_MAX_LIFETIME_S: '600',
      PATH: '/usr/bin',
    };
    expect(loadAuthorizerConfig(env)).toEqual({
      tokens: {
        secretId: 'tokens',
        jwks: { kind: 'secret', secretId: 'keys' },
        issuer: 'https://idp.example',
        audience: 'gateway',
        maxLifetimeSeconds: 600,
      },
    });
    expect(loadAuthorizerConfig(env).tokens).toEqual(loadGatewayConfig(env).tokens);
  });

  it('has a default for everything, and cannot be changed afterwards', () => {
    const config = loadAuthorizerConfig({});
    expect(config).toEqual({ tokens: { secretId: 'bearer-token-secret', maxLifetimeSeconds: 3_600 } });
    expect(() => Object.assign(config.tokens, { secretId: 'x' })).toThrow(TypeError);
  });
});
