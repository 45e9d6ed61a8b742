import { describe, expect, it } from 'vitest';
import { chooseStandIns, environmentFor } from './choose-stand-ins.js';

const urlOf = (name: string): string => `http://127.0.0.1/${name}`;
const chosenFor = (env: Record<string, string>): string[] => [...chooseStandIns(env)];

describe('The choice of stand-ins', () => {
  it('is all of them when nothing is configured, or only with nothing', () => {
    const all = ['internet', 'vpn', 'secretsManager', 'dynamodb'];
    expect(chosenFor({})).toStrictEqual(all);
    expect(chosenFor({ GATEWAY_VPN_ENDPOINT: '' })).toStrictEqual(all);
  });

  it.each([
    ['AWS_ENDPOINT_URL_SECRETS_MANAGER', 'secretsManager'],
    ['GATEWAY_TOKEN_SECRET_ID', 'secretsManager'],
    ['AWS_ENDPOINT_URL_DYNAMODB', 'dynamodb'],
    ['GATEWAY_INTERNET_ENDPOINT', 'internet'],
    ['GATEWAY_VPN_ENDPOINT', 'vpn'],
  ])('with %s leaves out %s', (variable, name) => {
    const chosen = chosenFor({ [variable]: 'x' });
    expect(chosen).toHaveLength(3);
    expect(chosen).not.toContain(name);
  });
});

describe("The gateway's environment", () => {
  it('leads to the stand-ins, with credentials that open nothing', () => {
    const env = { HOME: '/home/x' };
    expect(environmentFor(env, chooseStandIns(env), urlOf)).toStrictEqual({
      HOME: '/home/x',
      AWS_REGION: 'us-gov-west-1',
      GATEWAY_CONSOLE: 'true',
      GATEWAY_INTERNET_ENDPOINT: 'http://127.0.0.1/internet',
      GATEWAY_INTERNET_CONTROL_ENDPOINT: 'http://127.0.0.1/internet',
      GATEWAY_VPN_ENDPOINT: 'http://127.0.0.1/vpn',
      GATEWAY_VPN_CONTROL_ENDPOINT: 'http://127.0.0.1/vpn',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1/secretsManager',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1/dynamodb',
      GATEWAY_AUDIT_CREATE_TABLE: 'true',
      GATEWAY_TRAFFIC_TABLE: 'cross-partition-traffic',
      GATEWAY_USAGE_TABLE: 'cross-partition-usage',
      AWS_ACCESS_KEY_ID: 'AKIASANDBOXSANDBOX00',
      AWS_SECRET_ACCESS_KEY: 'sandbox-only-opens-nothing',
    });
  });

  it('keeps what the user set', () => {
    const env = {
      AWS_REGION: 'us-gov-east-1',
      AWS_PROFILE: 'mine',
      GATEWAY_AUDIT_CREATE_TABLE: 'false',
      GATEWAY_CONSOLE: 'false',
    };
    const made = environmentFor(env, chooseStandIns(env), urlOf);
    expect(made).toMatchObject(env);
    expect(made).not.toHaveProperty('AWS_ACCESS_KEY_ID');
  });

  it('has neither dummies nor a table to create when DynamoDB is real', () => {
    const env = { AWS_ENDPOINT_URL_DYNAMODB: 'https://dynamodb.example' };
    const made = environmentFor(env, chooseStandIns(env), urlOf);
    expect(made['AWS_ENDPOINT_URL_DYNAMODB']).toBe('https://dynamodb.example');
    expect(made).not.toHaveProperty('AWS_ACCESS_KEY_ID');
    expect(made).not.toHaveProperty('GATEWAY_AUDIT_CREATE_TABLE');
    expect(made).not.toHaveProperty('GATEWAY_TRAFFIC_TABLE');
  });

  it('has no control endpoint of ours beside a runtime endpoint of the user', () => {
    const env = { GATEWAY_INTERNET_ENDPOINT: 'https://bedrock-runtime.us-east-1.amazonaws.com' };
    const made = environmentFor(env, chooseStandIns(env), urlOf);
    expect(made['GATEWAY_INTERNET_ENDPOINT']).toBe('https://bedrock-runtime.us-east-1.amazonaws.com');
    expect(made).not.toHaveProperty('GATEWAY_INTERNET_CONTROL_ENDPOINT');
  });
});
