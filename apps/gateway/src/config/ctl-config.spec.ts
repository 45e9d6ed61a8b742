import { describe, expect, it } from 'vitest';
import { isColourWelcome } from './ctl-config.js';
import { loadCtlConfig } from './gateway-config.js';

describe('loadCtlConfig', () => {
  it('needs nothing', () => {
    expect(loadCtlConfig({})).toEqual({
      gatewayUrl: 'http://127.0.0.1:3000',
      model: 'us.amazon.nova-lite-v1:0',
      slowAfterMs: 2_000,
      usesStandIns: false,
      knowsAws: false,
    });
  });

  it.each([
    [
      'https://abc.execute-api.us-gov-west-1.amazonaws.com/prod/',
      'https://abc.execute-api.us-gov-west-1.amazonaws.com/prod',
    ],
    ['http://localhost:3000', 'http://localhost:3000'],
  ])('finds a gateway at %s', (CTL_GATEWAY_URL, gatewayUrl) => {
    expect(loadCtlConfig({ CTL_GATEWAY_URL }).gatewayUrl).toBe(gatewayUrl);
  });

  it.each([
    [
      { CTL_GATEWAY_URL: 'http://gateway.example' },
      'CTL_GATEWAY_URL must use https: plain http is for loopback addresses only',
    ],
    [
      { CTL_GATEWAY_URL: 'https://u:p@gateway.example' },
      'CTL_GATEWAY_URL must be an https URL without credentials and fragment',
    ],
    [{ CTL_GATEWAY_URL: 'https://gateway.example/?a=b' }, 'CTL_GATEWAY_URL must be a URL without a query'],
    [{ CTL_TOKEN: 'a.b' }, 'CTL_TOKEN must be a token: three parts with dots between them'],
    [{ CTL_TOKEN: 'a.b.c\r\nx: y' }, 'CTL_TOKEN must be a token: three parts with dots between them'],
    [{ CTL_MODEL: 'a b' }, 'CTL_MODEL must be a model id'],
    [{ CTL_SLOW_AFTER_MS: '0' }, 'CTL_SLOW_AFTER_MS must be a whole number from 1 to 60000'],
    [{ CTL_MODLE: 'x' }, 'CTL_MODLE is not a variable of the command line'],
    [{ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'NODE_TLS_REJECT_UNAUTHORIZED '],
  ])('refuses %j', (env, words) => {
    expect(() => loadCtlConfig(env)).toThrow(words);
  });

  it('leaves the variables of the gateway to those who need them', () => {
    expect(() => loadCtlConfig({ GATEWAY_NO_SUCH: 'x' })).not.toThrow();
  });

  it.each([
    [{ AWS_PROFILE: 'x' }, true],
    [{ AWS_REGION: 'us-gov-west-1' }, true],
    [{ AWS_REGION: 'us-gov-west-1', CTL_TOKEN: 'a.b.c' }, false],
  ])('sees in %j whether AWS can be asked: %s', (env, knowsAws) => {
    expect(loadCtlConfig(env).knowsAws).toBe(knowsAws);
  });
});

it.each([
  [{}, true],
  [{ NO_COLOR: '1' }, false],
  [{ NO_COLOR: '' }, true],
  [{ TERM: 'dumb' }, false],
])('colours are welcome with %j: %s', (env, isWelcome) => {
  expect(isColourWelcome(env)).toBe(isWelcome);
});
