import { describe, expect, it } from 'vitest';
import type { BedrockCredentials } from '../credentials/bedrock-credentials.js';
import { parseEndpoint } from './parse-endpoint.js';
import { checkEndpointOptions, resolveEndpoint, resolveRegion } from './resolve-endpoint.js';

const KEY: BedrockCredentials = { kind: 'api-key', apiKey: 'k' };
const WITH_ENDPOINT: BedrockCredentials = {
  kind: 'access-key',
  accessKeyId: 'a',
  secretAccessKey: 's',
  region: 'us-west-2',
  endpoint: 'https://secret.example',
};
const ANYWHERE = { privateAddressesOnly: false };
const PRIVATE = { privateAddressesOnly: true, runtimeEndpoint: 'https://vpce.example' };

describe('parseEndpoint', () => {
  it.each([
    'http://bedrock.example',
    'http://10.0.0.1',
    'http://localhost.evil.example',
    'ftp://127.0.0.1',
    'https://user@host.example',
    'https://host.example/path',
    'https://host.example?x',
    'https://host.example#x',
    'host.example',
    '',
  ])('refuses %j', (text) => {
    expect(parseEndpoint(text)).toBeUndefined();
  });

  it.each([
    ['https://host.example', 'https://host.example'],
    ['https://host.example:443/', 'https://host.example'],
    ['https://10.0.0.1:8443', 'https://10.0.0.1:8443'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('accepts %s', (text, origin) => {
    expect(parseEndpoint(text)?.origin).toBe(origin);
  });
});

describe('checkEndpointOptions', () => {
  it.each([
    [{ privateAddressesOnly: true }, 'runtimeEndpoint'],
    [{ ...ANYWHERE, runtimeEndpoint: 'http://host.example' }, 'runtimeEndpoint'],
    [{ ...ANYWHERE, controlEndpoint: 'nonsense' }, 'controlEndpoint'],
    [{ ...ANYWHERE, region: 'evil.example/' }, 'region'],
  ])('refuses %j and names %s', (options, option) => {
    expect(() => checkEndpointOptions(options)).toThrow(
      expect.objectContaining({ code: 'CONNECTION_OPTIONS_INVALID', option }),
    );
  });

  it('brings endpoints into the form of an origin', () => {
    const options = {
      ...ANYWHERE,
      region: 'us-gov-west-1',
      runtimeEndpoint: 'https://a.example/',
      controlEndpoint: 'https://b.example:443',
    };
    expect(checkEndpointOptions(options)).toEqual({
      privateAddressesOnly: false,
      region: 'us-gov-west-1',
      runtimeEndpoint: 'https://a.example',
      controlEndpoint: 'https://b.example',
    });
  });
});

describe('resolveEndpoint', () => {
  it('prefers the option, then the secret, then the public endpoint of the region', () => {
    const configured = { ...ANYWHERE, runtimeEndpoint: 'https://a.example', controlEndpoint: 'https://b.example' };
    expect(resolveEndpoint(configured, 'runtime', WITH_ENDPOINT)).toBe('https://a.example');
    expect(resolveEndpoint(configured, 'control', WITH_ENDPOINT)).toBe('https://b.example');
    expect(resolveEndpoint(ANYWHERE, 'runtime', WITH_ENDPOINT)).toBe('https://secret.example');
    expect(resolveEndpoint(ANYWHERE, 'runtime', KEY)).toBe('https://bedrock-runtime.us-east-1.amazonaws.com');
  });

  it('takes the FIPS endpoints of the region for the public ones, where it is told to', () => {
    const fips = { ...ANYWHERE, useFipsEndpoints: true };
    expect(resolveEndpoint(fips, 'runtime', KEY)).toBe('https://bedrock-runtime-fips.us-east-1.amazonaws.com');
    expect(resolveEndpoint({ ...fips, region: 'ca-central-1' }, 'control', KEY)).toBe(
      'https://bedrock-fips.ca-central-1.amazonaws.com',
    );
  });

  it('leaves endpoints that are named what they are, FIPS or not', () => {
    const fips = { ...ANYWHERE, useFipsEndpoints: true };
    expect(resolveEndpoint(fips, 'runtime', WITH_ENDPOINT)).toBe('https://secret.example');
    expect(resolveEndpoint({ ...fips, controlEndpoint: 'https://b.example' }, 'control', KEY)).toBe(
      'https://b.example',
    );
  });

  it.each(['eu-west-1', 'us-west-1'])('sends nothing to %s, which has no FIPS endpoints', (region) => {
    const fips = { ...ANYWHERE, useFipsEndpoints: true };
    for (const plane of ['runtime', 'control'] as const) {
      expect(() => resolveEndpoint(fips, plane, { ...KEY, region })).toThrow(
        expect.objectContaining({ code: 'NO_ENDPOINT', plane }),
      );
    }
  });

  it('never takes the runtime endpoint of the secret for the control plane', () => {
    expect(resolveEndpoint(ANYWHERE, 'control', WITH_ENDPOINT)).toBe('https://bedrock.us-west-2.amazonaws.com');
  });

  it('never leaves the configured endpoints when only private addresses are allowed', () => {
    expect(resolveEndpoint(PRIVATE, 'runtime', WITH_ENDPOINT)).toBe('https://vpce.example');
    expect(() => resolveEndpoint(PRIVATE, 'control', WITH_ENDPOINT)).toThrow(
      expect.objectContaining({ code: 'NO_ENDPOINT', plane: 'control' }),
    );
    expect(() => resolveEndpoint({ privateAddressesOnly: true }, 'runtime', WITH_ENDPOINT)).toThrow(
      expect.objectContaining({ code: 'NO_ENDPOINT', plane: 'runtime' }),
    );
  });
});

describe('resolveRegion', () => {
  it('prefers the option, then the secret, then us-east-1', () => {
    expect(resolveRegion({ ...ANYWHERE, region: 'eu-west-1' }, WITH_ENDPOINT)).toBe('eu-west-1');
    expect(resolveRegion(ANYWHERE, WITH_ENDPOINT)).toBe('us-west-2');
    expect(resolveRegion(ANYWHERE, KEY)).toBe('us-east-1');
  });
});
