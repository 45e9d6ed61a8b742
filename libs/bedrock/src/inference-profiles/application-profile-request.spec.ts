import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameApplicationProfile, requestApplicationProfile } from './application-profile-request.js';

const NOVA = {
  modelId: 'amazon.nova-premier-v1:0',
  arn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
  name: 'Nova Premier',
};

describe('nameApplicationProfile', () => {
  it('can be read, and ends in the first 12 digits of the id’s SHA-256', () => {
    // printf amazon.nova-premier-v1:0 | sha256sum
    expect(nameApplicationProfile('amazon.nova-premier-v1:0')).toBe('gateway-amazon-nova-premier-v1-0-6486f7f8c52d');
  });

  it('fits AWS’s pattern and length, whatever the id', () => {
    const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,255}$/);
    fc.assert(
      fc.property(id, (modelId) => {
        const name = nameApplicationProfile(modelId);
        expect(name.length).toBeLessThanOrEqual(64);
        expect(name).toMatch(/^([0-9a-zA-Z][ _-]?)+$/);
      }),
      { seed: 3, numRuns: 2_000 },
    );
  });

  it.each([
    ['a.b-v1:0', 'a.b-v1.0'],
    ['a.b', 'A.B'],
    ['a.b', 'a.b-'],
    [`a.${'b'.repeat(60)}1`, `a.${'b'.repeat(60)}2`],
  ])('is not the same for %s and %s', (one, other) => {
    expect(nameApplicationProfile(one)).not.toBe(nameApplicationProfile(other));
  });
});

describe('requestApplicationProfile', () => {
  it('is the same in every process', () => {
    expect(requestApplicationProfile(NOVA)).toEqual({
      inferenceProfileName: 'gateway-amazon-nova-premier-v1-0-6486f7f8c52d',
      modelSource: { copyFrom: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0' },
      clientRequestToken: '08afa202b1094c1e0fb35e4a6d96760938f42f2f3dec49043c4d053032494088',
    });
  });

  it('has another token for another region, and for a profile that replaces one', () => {
    const west = { ...NOVA, arn: 'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-premier-v1:0' };
    const requests = [
      requestApplicationProfile(NOVA),
      requestApplicationProfile(west),
      requestApplicationProfile(NOVA, 'x'),
    ];
    expect(new Set(requests.map(({ clientRequestToken }) => clientRequestToken)).size).toBe(3);
    for (const { clientRequestToken } of requests) expect(clientRequestToken).toMatch(/^[a-zA-Z0-9]{1,256}$/);
  });
});
