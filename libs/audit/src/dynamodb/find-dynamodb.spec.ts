import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDynamoDb } from './find-dynamodb.js';

beforeEach(() => {
  // No file of whoever runs this.
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
});
afterEach(() => vi.unstubAllEnvs());

describe('findDynamoDb', () => {
  it.each([
    ['us-gov-west-1', undefined, 'https://dynamodb.us-gov-west-1.amazonaws.com'],
    ['us-gov-east-1', 'true', 'https://dynamodb.us-gov-east-1.amazonaws.com'],
    ['us-east-1', undefined, 'https://dynamodb.us-east-1.amazonaws.com'],
    ['us-east-1', 'true', 'https://dynamodb-fips.us-east-1.amazonaws.com'],
  ])('finds that of %s, with FIPS endpoints %s', async (region, useFips, origin) => {
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', useFips);
    await expect(findDynamoDb(undefined)).resolves.toEqual({ origin, region });
  });

  it('takes the endpoint that it is given, and nothing of it but its origin', async () => {
    vi.stubEnv('AWS_REGION', 'us-gov-west-1');
    const found = { origin: 'http://127.0.0.1:8000', region: 'us-gov-west-1' };
    await expect(findDynamoDb('http://127.0.0.1:8000/path')).resolves.toEqual(found);
  });

  it('finds nothing without a region', async () => {
    vi.stubEnv('AWS_REGION', undefined);
    await expect(findDynamoDb(undefined)).rejects.toThrow('Region');
  });
});
