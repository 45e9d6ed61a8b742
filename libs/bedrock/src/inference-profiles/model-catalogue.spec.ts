import { describe, expect, it } from 'vitest';
import { profileSummary } from '../testing/scripted-bedrock.js';
import type { FoundationModel } from './foundation-model.js';
import { parseInferenceProfiles } from './inference-profile.js';
import { ModelCatalogue } from './model-catalogue.js';

const MODEL: FoundationModel = {
  modelId: 'a.b-v1:0',
  arn: 'arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0',
  name: 'B',
};
const US = profileSummary('us', 'a.b-v1:0', 'us-east-1', 'us-west-2');
const GLOBAL = profileSummary('global', 'a.b-v1:0', 'us-east-1', '');
const ACCOUNT = 'arn:aws:bedrock:us-east-1:123456789012';

function catalogueOf(...summaries: object[]): ModelCatalogue {
  return new ModelCatalogue([MODEL], parseInferenceProfiles({ inferenceProfileSummaries: summaries }));
}

describe('looking up', () => {
  it.each(['', 'a.b', 'A.B-V1:0', 'us', '__proto__', 'arn:aws:bedrock:us-west-2::foundation-model/a.b-v1:0'])(
    'finds nothing under %j',
    (name) => {
      expect(catalogueOf(US).findModel(name)).toBeUndefined();
      expect(catalogueOf(US).findProfile(name)).toBeUndefined();
    },
  );

  it('finds a model by its id and by its ARN, but not as a profile', () => {
    expect(catalogueOf(US).findModel('a.b-v1:0')).toBe(MODEL);
    expect(catalogueOf(US).findModel('arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0')).toBe(MODEL);
    expect(catalogueOf(US).findProfile('a.b-v1:0')).toBeUndefined();
  });

  it('finds a profile by its id and by its ARN, but not as a model', () => {
    expect(catalogueOf(US).findProfile('us.a.b-v1:0')).toMatchObject({ profileId: 'us.a.b-v1:0' });
    expect(catalogueOf(US).findProfile(`${ACCOUNT}:inference-profile/us.a.b-v1:0`)?.profileId).toBe('us.a.b-v1:0');
    expect(catalogueOf(US).findModel('us.a.b-v1:0')).toBeUndefined();
  });

  it('works without an ARN, and takes the first of two with the same id', () => {
    const models = [
      { modelId: 'c.d', name: 'first' },
      { modelId: 'c.d', name: 'second' },
    ];
    expect(new ModelCatalogue(models, []).findModel('c.d')?.name).toBe('first');
  });
});

describe('systemProfileFor', () => {
  it.each([
    ['of another model', profileSummary('us', 'a.c', 'us-east-1')],
    ['of this model and another', { ...US, models: [...modelsOf('a.b-v1:0'), ...modelsOf('a.c')] }],
    ['of a model whose id begins alike', profileSummary('us', 'a.b-v1:0:48k', 'us-east-1')],
    ['that somebody created', { ...US, type: 'APPLICATION' }],
    ['that is not active', { ...US, status: 'INACTIVE' }],
    ['of no status', { ...US, status: undefined }],
    ['that leads nowhere', { ...US, models: [] }],
    ['whose models are not readable', { ...US, models: [...modelsOf('a.b-v1:0'), {}] }],
    ['that leads to another profile', { ...US, models: [{ modelArn: `${ACCOUNT}:inference-profile/us.a.b-v1:0` }] }],
  ])('does not take one %s', (_, summary) => {
    expect(catalogueOf(summary).systemProfileFor(MODEL)).toBeUndefined();
  });

  it('takes the narrowest', () => {
    expect(catalogueOf(GLOBAL, US).systemProfileFor(MODEL)?.profileId).toBe('us.a.b-v1:0');
    expect(catalogueOf(GLOBAL).systemProfileFor(MODEL)?.profileId).toBe('global.a.b-v1:0');
  });
});

describe('modelsBehind', () => {
  it.each(['', 'x.y', 'us.x.y', `${ACCOUNT}:inference-profile/us.x.y`, `${ACCOUNT}:prompt-router/r`])(
    'says nothing of %j, which is not listed',
    (id) => {
      expect(catalogueOf(US).modelsBehind(id)).toBeUndefined();
    },
  );

  it('says nothing of a profile that is not entirely readable', () => {
    expect(catalogueOf({ ...US, models: [...modelsOf('a.c'), {}] }).modelsBehind('us.a.b-v1:0')).toBeUndefined();
    expect(catalogueOf({ ...US, models: [] }).modelsBehind('us.a.b-v1:0')).toBeUndefined();
  });

  it.each([
    'a.b-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0',
    'arn:aws:bedrock:eu-west-1::foundation-model/a.b-v1:0',
    'us.a.b-v1:0',
    `${ACCOUNT}:inference-profile/us.a.b-v1:0`,
  ])('is the model for %s', (id) => {
    expect(catalogueOf(US).modelsBehind(id)).toEqual(['a.b-v1:0']);
  });

  it('is every model of a profile that has several', () => {
    const mixed = { ...US, models: [...modelsOf('a.c'), ...modelsOf('a.b-v1:0')] };
    expect(catalogueOf(mixed).modelsBehind('us.a.b-v1:0')).toEqual(['a.c', 'a.b-v1:0']);
  });
});

function modelsOf(modelId: string): object[] {
  return [{ modelArn: `arn:aws:bedrock:us-east-1::foundation-model/${modelId}` }];
}
