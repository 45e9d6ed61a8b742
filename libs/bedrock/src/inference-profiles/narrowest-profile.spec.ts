import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InferenceProfile } from './inference-profile.js';
import { narrowestProfile } from './narrowest-profile.js';

function profileOf(profileId: string, ...regions: string[]): InferenceProfile {
  const modelArns = regions.map((region) => `arn:aws:bedrock:${region}::foundation-model/a.b`);
  return { profileId, name: profileId, kind: 'system-defined', status: 'ACTIVE', modelArns };
}

// From the narrowest to the widest.
const RANKED = [
  profileOf('us-one', 'us-east-1', 'us-east-1'),
  profileOf('eu', 'eu-west-1', 'eu-north-1'),
  profileOf('us', 'us-east-1', 'us-west-2'),
  profileOf('us-wide', 'us-east-1', 'us-east-2', 'us-west-2'),
  profileOf('atlantic', 'us-east-1', 'eu-west-1'),
  profileOf('world', 'us-east-1', 'eu-west-1', 'ap-south-1'),
  profileOf('anywhere', ''),
  profileOf('global', 'us-east-1', ''),
];

describe('narrowestProfile', () => {
  it('finds none among none', () => {
    expect(narrowestProfile([])).toBeUndefined();
  });

  it.each(RANKED.slice(1).map((wider, index) => [RANKED[index]?.profileId, wider.profileId, wider] as const))(
    'prefers %s to %s',
    (narrower, _, wider) => {
      const pair = RANKED.filter(({ profileId }) => profileId === narrower || profileId === wider.profileId);
      expect(narrowestProfile(pair)?.profileId).toBe(narrower);
      expect(narrowestProfile(pair.toReversed())?.profileId).toBe(narrower);
    },
  );

  it('takes what it cannot read for the widest', () => {
    const odd = { ...profileOf('a-odd'), modelArns: ['odd'] };
    expect(narrowestProfile([odd, profileOf('world', 'us-east-1', 'eu-west-1')])?.profileId).toBe('world');
  });

  it('goes by the id, in the same order everywhere, where two reach equally far', () => {
    const twins = ['us.b', 'us.B', 'us.ä', 'us.a'].map((id) => profileOf(id, 'us-east-1'));
    expect(narrowestProfile(twins)?.profileId).toBe('us.B');
  });

  it('chooses the same in whatever order Bedrock lists them', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(RANKED, { minLength: 1 }), (listed) => {
        const best = Math.min(...listed.map((profile) => RANKED.indexOf(profile)));
        expect(narrowestProfile(listed)).toBe(RANKED[best]);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
