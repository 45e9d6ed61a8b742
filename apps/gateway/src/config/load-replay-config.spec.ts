import { describe, expect, it } from 'vitest';
import { loadGatewayConfig, loadReplayConfig } from './gateway-config.js';

describe('loadReplayConfig', () => {
  it.each([
    ['GATEWAY_AUDIT_TABLE', 'x', 'must be the name of a table'],
    ['GATEWAY_AUDIT_TABEL', 'records', 'is not a variable of the replay'],
    ['GATEWAY_TOKEN_SECRET_ID', 'tokens', 'is not a variable of the replay'],
    ['GATEWAY_AUDIT_CREATE_TABLE', 'true', 'needs AWS_ENDPOINT_URL_DYNAMODB to be a loopback address'],
    ['AWS_ENDPOINT_URL', 'http://aws.example', 'must use https: plain http is for loopback addresses only'],
  ])('refuses %s set to "%s"', (name, text, reason) => {
    expect(() => loadReplayConfig({ [name]: text })).toThrow(`The configuration is not valid: ${name} ${reason}`);
  });

  it('reads what concerns audit records as the gateway does, whatever token a client has exported', () => {
    const env = {
      GATEWAY_AUDIT_TABLE: 'records',
      GATEWAY_USAGE_TABLE: 'model-usage',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
      PATH: '/usr/bin',
    };
    const config = loadReplayConfig({ ...env, AWS_BEARER_TOKEN_BEDROCK: 'token' });
    const { audit, usage, version } = loadGatewayConfig(env);
    expect(config).toEqual({ audit, usage, version });
    expect(config.audit).toMatchObject({ tableName: 'records', dynamodbEndpoint: 'http://127.0.0.1:8000' });
  });

  it('has a default for everything, and cannot be changed afterwards', () => {
    const config = loadReplayConfig({});
    expect(config.audit.tableName).toBe('cross-partition-requests');
    expect(() => Object.assign(config.audit, { tableName: 'x' })).toThrow(TypeError);
  });
});
