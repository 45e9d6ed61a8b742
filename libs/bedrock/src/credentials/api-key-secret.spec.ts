import { describe, expect, it } from 'vitest';
import { parseCredentials } from './parse-credentials.js';
import { readApiKeySecret, writeApiKeySecret } from './api-key-secret.js';

const ID = 'ACCA0123456789ABCDEFG';

describe('a secret with a Bedrock API key', () => {
  it.each(['', 'x', '[]', '{}'])('is not made of %j', (text) => {
    expect(() => readApiKeySecret(text, 's')).toThrow(expect.objectContaining({ code: 'CREDENTIALS_UNAVAILABLE' }));
  });

  it('is not one with an access key', () => {
    expect(readApiKeySecret('{"access_key_id":"A","secret_access_key":"s"}', 's')).toBeUndefined();
  });

  it.each([7, '', 'short', 'ACCA0123456789ABCDEF/', 'A'.repeat(129)])('has no id that is none: %j', (id) => {
    const text = JSON.stringify({ bedrock_api_key: 'ABSKx', service_specific_credential_id: id });
    expect(readApiKeySecret(text, 's')).toEqual({ apiKey: 'ABSKx' });
  });

  it('is read in every shape, under its name, too', () => {
    expect(readApiKeySecret('{"s":{"bearer_token":"ABSKx","aws_region":"us-west-2"}}', 's')).toEqual({
      apiKey: 'ABSKx',
      region: 'us-west-2',
    });
  });

  it('is written as it is read, by gateways of any version', () => {
    const whole = { apiKey: 'ABSKx', region: 'us-east-1', credentialId: ID };
    expect(readApiKeySecret(writeApiKeySecret(whole), 's')).toEqual(whole);
    expect(parseCredentials(writeApiKeySecret(whole), 's')).toEqual({
      kind: 'api-key',
      apiKey: 'ABSKx',
      region: 'us-east-1',
    });
    expect(writeApiKeySecret({ apiKey: 'ABSKx' })).toBe('{"bedrock_api_key":"ABSKx"}');
  });
});
