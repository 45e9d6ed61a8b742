import { describe, expect, it } from 'vitest';
import { resolveStsEndpoint } from './sts-endpoint.js';

const ANYWHERE = { privateAddressesOnly: false };
const PRIVATE = { privateAddressesOnly: true };
const REFUSED = expect.objectContaining({ code: 'CONNECTION_OPTIONS_INVALID', option: 'stsEndpoint' });

describe('resolveStsEndpoint', () => {
  it('never sends a route for private addresses to a public STS', () => {
    expect(() => resolveStsEndpoint(PRIVATE)).toThrow(REFUSED);
    expect(() => resolveStsEndpoint({ ...PRIVATE, region: 'us-west-2', useFipsEndpoints: true })).toThrow(REFUSED);
  });

  it('guesses no FIPS endpoint where STS has none', () => {
    expect(() => resolveStsEndpoint({ ...ANYWHERE, region: 'ca-central-1', useFipsEndpoints: true })).toThrow(REFUSED);
  });

  it.each([
    [{}, 'https://sts.us-east-1.amazonaws.com', 'us-east-1'],
    [{ region: 'eu-west-1' }, 'https://sts.eu-west-1.amazonaws.com', 'eu-west-1'],
    [{ region: 'us-west-2', useFipsEndpoints: true }, 'https://sts-fips.us-west-2.amazonaws.com', 'us-west-2'],
    [{ stsEndpoint: 'https://sts.example', useFipsEndpoints: true }, 'https://sts.example', 'us-east-1'],
  ])('with %j asks %s', (options, origin, region) => {
    expect(resolveStsEndpoint({ ...ANYWHERE, ...options })).toEqual({ origin, region });
  });

  it('asks the endpoint that a private route names', () => {
    const vpn = { ...PRIVATE, stsEndpoint: 'https://vpce-1.sts.us-east-1.vpce.amazonaws.com', region: 'us-east-1' };
    expect(resolveStsEndpoint(vpn).origin).toBe('https://vpce-1.sts.us-east-1.vpce.amazonaws.com');
  });
});
