import { ModelCatalogue, type FoundationModel, type InferenceProfile } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { describeModels } from './describe-models.js';
import type { ModelDto } from './model.dto.js';

const arnOf = (modelId: string, region = 'us-east-1'): string =>
  `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
const profileArnOf = (id: string): string => `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${id}`;

const OPUS: FoundationModel = {
  modelId: 'a.opus',
  arn: arnOf('a.opus'),
  name: 'Opus',
  provider: 'A',
  inputModalities: ['TEXT', 'IMAGE'],
  outputModalities: ['TEXT'],
  streaming: true,
  inferenceTypes: ['INFERENCE_PROFILE'],
  lifecycle: 'ACTIVE',
};
const HAIKU: FoundationModel = { ...OPUS, modelId: 'a.haiku', arn: arnOf('a.haiku'), inferenceTypes: ['ON_DEMAND'] };
const BARE: FoundationModel = { modelId: 'b.bare', name: 'b.bare' };

function profileOf(profileId: string, ...modelArns: string[]): InferenceProfile {
  const arn = profileArnOf(profileId);
  return { profileId, arn, name: profileId, kind: 'system-defined', status: 'ACTIVE', modelArns };
}

function describeOne(
  of: { models?: FoundationModel[]; profiles?: InferenceProfile[] },
  globs: readonly string[] = [],
): ModelDto | undefined {
  return describeModels(new ModelCatalogue(of.models ?? [], of.profiles ?? []), globs).at(-1);
}

/** Which of a catalogue's ids a caller with these globs may call. */
function callable(globs: readonly string[]): string[] {
  const profiles = [
    profileOf('us.a.opus', arnOf('a.opus'), arnOf('a.opus', 'us-west-2')),
    profileOf('us.a.pair', arnOf('a.opus'), arnOf('a.haiku')),
    profileOf('us.a.hidden'),
    profileOf('us.a.gap', arnOf('a.opus'), 'arn:aws:bedrock:us-east-1:123456789012:custom-model/x/abcdefghijkl'),
  ];
  const models = describeModels(new ModelCatalogue([OPUS, HAIKU], profiles), globs);
  return models.filter((model) => model.callable).map(({ modelId }) => modelId);
}

describe('describeModels says that it can be called', () => {
  it.each([
    [[], []],
    [['b.*'], []],
    [['a.opus'], ['a.opus', 'us.a.opus']],
    [['a.haiku'], ['a.haiku']],
    [
      ['a.haiku', 'a.opus'],
      ['a.opus', 'a.haiku', 'us.a.opus', 'us.a.pair'],
    ],
    [['us.a.opus'], ['us.a.opus']],
    [['us.a.hidden'], ['us.a.hidden']],
    [['arn:*'], []],
    [['*'], ['a.opus', 'a.haiku', 'us.a.opus', 'us.a.pair', 'us.a.hidden', 'us.a.gap']],
  ])('to a token for %j of %j alone', (globs, ids) => {
    expect(callable(globs)).toEqual(ids);
  });
});

describe('describeModels', () => {
  it('has nothing of an empty catalogue', () => {
    expect(describeModels(new ModelCatalogue([], []), ['*'])).toEqual([]);
  });

  it('says of a model all that Bedrock says of it', () => {
    expect(describeOne({ models: [HAIKU] })).toEqual({
      modelId: 'a.haiku',
      arn: 'arn:aws:bedrock:us-east-1::foundation-model/a.haiku',
      name: 'Opus',
      kind: 'foundation-model',
      provider: 'A',
      inputModalities: ['TEXT', 'IMAGE'],
      outputModalities: ['TEXT'],
      streaming: true,
      needsProfile: false,
      lifecycle: 'ACTIVE',
      callable: false,
    });
  });

  it('leaves out what Bedrock does not say', () => {
    expect(describeOne({ models: [BARE] })).toEqual({
      modelId: 'b.bare',
      name: 'b.bare',
      kind: 'foundation-model',
      callable: false,
    });
    const profile: InferenceProfile = { profileId: 'us.b.bare', name: 'x', kind: 'application', modelArns: [] };
    expect(describeOne({ profiles: [profile] })).toEqual({
      modelId: 'us.b.bare',
      name: 'x',
      kind: 'inference-profile',
      models: [],
      callable: false,
    });
  });

  it('names the profile that is put in, of those for the model the narrowest', () => {
    const profiles = [profileOf('global.a.opus', arnOf('a.opus', '')), profileOf('us.a.opus', arnOf('a.opus'))];
    const [model] = describeModels(new ModelCatalogue([OPUS], profiles), []);
    expect(model).toMatchObject({ needsProfile: true, inferenceProfileId: 'us.a.opus' });
  });

  it.each([
    ['none that is for this model alone', OPUS, profileOf('us.a.pair', arnOf('a.opus'), arnOf('a.haiku'))],
    ['none that is active', OPUS, { ...profileOf('us.a.opus', arnOf('a.opus')), status: 'X' }],
    ['none of the system', OPUS, { ...profileOf('us.a.opus', arnOf('a.opus')), kind: 'application' as const }],
    ['none that it needs', HAIKU, profileOf('us.a.haiku', arnOf('a.haiku'))],
  ])('names no profile where there is %s', (_what, model, profile) => {
    const [described] = describeModels(new ModelCatalogue([model], [profile]), []);
    expect(described).not.toHaveProperty('inferenceProfileId');
  });

  it('says of a profile what it says of the one model behind it, and of the profile itself', () => {
    const profile = { ...profileOf('us.a.opus', arnOf('a.opus'), arnOf('a.opus', 'us-west-2')), status: 'INACTIVE' };
    expect(describeOne({ models: [OPUS, HAIKU], profiles: [profile] })).toEqual({
      modelId: 'us.a.opus',
      arn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.opus',
      name: 'us.a.opus',
      kind: 'inference-profile',
      provider: 'A',
      inputModalities: ['TEXT', 'IMAGE'],
      outputModalities: ['TEXT'],
      streaming: true,
      lifecycle: 'INACTIVE',
      models: [
        'arn:aws:bedrock:us-east-1::foundation-model/a.opus',
        'arn:aws:bedrock:us-west-2::foundation-model/a.opus',
      ],
      callable: false,
    });
  });

  it.each([
    ['two models', [arnOf('a.opus'), arnOf('a.haiku')]],
    ['a model that is not listed', [arnOf('a.other')]],
    ['something that is no model', ['arn:aws:bedrock:us-east-1:123456789012:custom-model/x/abcdefghijkl']],
    ['nothing', []],
  ])('says nothing of models about a profile with %s behind it', (_what, arns) => {
    const described = describeOne({ models: [OPUS, HAIKU], profiles: [profileOf('us.a.x', ...arns)] });
    expect(Object.keys(described ?? {})).toEqual(['modelId', 'arn', 'name', 'kind', 'lifecycle', 'models', 'callable']);
  });

  it('keeps the order of Bedrock, models first', () => {
    const profiles = [profileOf('us.a.opus', arnOf('a.opus')), profileOf('eu.a.opus', arnOf('a.opus'))];
    const described = describeModels(new ModelCatalogue([OPUS, BARE, HAIKU], profiles), []);
    expect(described.map(({ modelId }) => modelId)).toEqual(['a.opus', 'b.bare', 'a.haiku', 'us.a.opus', 'eu.a.opus']);
  });
});
