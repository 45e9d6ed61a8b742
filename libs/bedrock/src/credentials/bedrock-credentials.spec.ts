import { describe, expect, it } from 'vitest';
import { areSameCredentials } from './bedrock-credentials.js';
import type { BedrockCredentials } from './bedrock-credentials.js';

const ONE: BedrockCredentials = { kind: 'access-key', accessKeyId: 'a', secretAccessKey: 's', sessionToken: 't' };

describe('areSameCredentials', () => {
  it('does not care about the order of fields', () => {
    expect(
      areSameCredentials(ONE, { sessionToken: 't', secretAccessKey: 's', accessKeyId: 'a', kind: 'access-key' }),
    ).toBe(true);
  });

  it.each<BedrockCredentials>([
    { ...ONE, sessionToken: 'u' },
    { ...ONE, region: 'us-east-1' },
    { kind: 'access-key', accessKeyId: 'a', secretAccessKey: 's' },
    { kind: 'api-key', apiKey: 'a' },
  ])('tells %j apart', (other) => {
    expect(areSameCredentials(ONE, other)).toBe(false);
  });
});
