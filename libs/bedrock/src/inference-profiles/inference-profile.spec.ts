import { describe, expect, it } from 'vitest';
import { parseInferenceProfiles } from './inference-profile.js';

const parseOne = (fields: object) =>
  parseInferenceProfiles({ inferenceProfileSummaries: [{ inferenceProfileId: 'us.a.b', ...fields }] })[0];

describe('parseInferenceProfiles', () => {
  it.each([{}, { inferenceProfileSummaries: null }, { inferenceProfileSummaries: 'x' }, []])(
    'finds no profile in %j',
    (answer) => {
      expect(parseInferenceProfiles(answer)).toEqual([]);
    },
  );

  it.each([null, 7, 'us.a.b', {}, { inferenceProfileId: 7 }, { inferenceProfileId: '' }, { inferenceProfileId: '..' }])(
    'leaves %j out: no call could name it',
    (entry) => {
      expect(parseInferenceProfiles({ inferenceProfileSummaries: [entry] })).toEqual([]);
    },
  );

  it.each([null, 0, 7, true, '', [], [null], {}, { a: 1 }])(
    'in the other fields (%j) leaves them out, and the entry in',
    (junk) => {
      const fields = { inferenceProfileArn: junk, inferenceProfileName: junk, status: junk, type: junk, models: junk };
      expect(parseOne(fields)).toEqual({ profileId: 'us.a.b', name: 'us.a.b', kind: 'application', modelArns: [] });
    },
  );

  it.each([{}, null, 7, { modelArn: 7 }, { modelArn: '' }])(
    'knows no models at all where one of them is %j: half a list would grant too much',
    (junk) => {
      expect(parseOne({ models: [{ modelArn: 'arn:1' }, junk] })?.modelArns).toEqual([]);
    },
  );

  it.each(['system_defined', 'SYSTEM_DEFINED ', 'CUSTOM', undefined])(
    'does not take the type %j for AWS’s own',
    (type) => {
      expect(parseOne({ type })?.kind).toBe('application');
    },
  );

  it('says all that Bedrock says', () => {
    const summary = {
      inferenceProfileArn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b',
      inferenceProfileId: 'us.a.b',
      inferenceProfileName: 'US B',
      description: 'Routes requests.',
      status: 'ACTIVE',
      type: 'SYSTEM_DEFINED',
      models: [{ modelArn: 'arn:1' }, { modelArn: 'arn:2' }],
    };
    expect(parseInferenceProfiles({ inferenceProfileSummaries: [summary], nextToken: 'more' })).toEqual([
      {
        profileId: 'us.a.b',
        arn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b',
        name: 'US B',
        kind: 'system-defined',
        status: 'ACTIVE',
        modelArns: ['arn:1', 'arn:2'],
      },
    ]);
  });
});
