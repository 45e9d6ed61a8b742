import { describe, expect, it } from 'vitest';
import { foundationModels, inferenceProfiles, nextTokenOf } from './to-models.js';

const JUNK: readonly unknown[] = [null, 0, 7, true, '', [], [null], [7], {}, { a: 1 }];

describe('junk for an answer', () => {
  it.each([{}, { modelSummaries: null }, { modelSummaries: 'x' }, { modelSummaries: { 0: {} } }, []])(
    'holds no model: %j',
    (answer) => {
      expect(foundationModels(answer)).toEqual([]);
      expect(inferenceProfiles(answer)).toEqual([]);
    },
  );

  it('leaves out entries that cannot be called', () => {
    const entries = [null, 7, 'a.b', [], {}, { modelId: null }, { modelId: 7 }, { modelId: '' }, { modelId: ['a.b'] }];
    expect(foundationModels({ modelSummaries: entries })).toEqual([]);
    const profiles = entries.map((entry) => ({ inferenceProfileId: (entry as { modelId?: unknown } | null)?.modelId }));
    expect(inferenceProfiles({ inferenceProfileSummaries: [...profiles, null, 7] })).toEqual([]);
  });

  it.each(JUNK)('in the other fields (%j) leaves them out, and the entry in', (junk) => {
    const fields = ['modelArn', 'modelName', 'providerName', 'responseStreamingSupported', 'modelLifecycle'];
    const isTrueFlag = typeof junk === 'boolean';
    const model = { modelId: 'a.b', ...Object.fromEntries(fields.map((field) => [field, junk])) };
    expect(foundationModels({ modelSummaries: [model] })).toEqual([
      { modelId: 'a.b', name: 'a.b', kind: 'foundation-model', ...(isTrueFlag && { streaming: true }) },
    ]);
    const profile = { inferenceProfileId: 'us.a.b', inferenceProfileName: junk, status: junk, models: junk };
    expect(inferenceProfiles({ inferenceProfileSummaries: [profile] })).toEqual([
      { modelId: 'us.a.b', name: 'us.a.b', kind: 'inference-profile', models: [] },
    ]);
  });

  it.each([null, 7, 'TEXT', {}, ['TEXT', 7], [null]])('in a list of words (%j) leaves the list out', (junk) => {
    const lists = { inputModalities: junk, outputModalities: junk, inferenceTypesSupported: junk };
    expect(foundationModels({ modelSummaries: [{ modelId: 'a.b', ...lists }] })).toEqual([
      { modelId: 'a.b', name: 'a.b', kind: 'foundation-model' },
    ]);
  });

  it.each([{}, { nextToken: null }, { nextToken: 7 }, { nextToken: '' }])('%j has no next page', (answer) => {
    expect(nextTokenOf(answer)).toBeUndefined();
  });
});

describe('foundationModels', () => {
  it('says all that Bedrock says', () => {
    const summary = {
      modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
      modelId: 'amazon.nova-premier-v1:0',
      modelName: 'Nova Premier',
      providerName: 'Amazon',
      inputModalities: ['TEXT', 'IMAGE'],
      outputModalities: ['TEXT'],
      responseStreamingSupported: false,
      customizationsSupported: [],
      inferenceTypesSupported: ['INFERENCE_PROFILE'],
      modelLifecycle: { status: 'ACTIVE' },
    };
    expect(foundationModels({ modelSummaries: [summary] })).toEqual([
      {
        modelId: 'amazon.nova-premier-v1:0',
        arn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
        name: 'Nova Premier',
        kind: 'foundation-model',
        provider: 'Amazon',
        inputModalities: ['TEXT', 'IMAGE'],
        outputModalities: ['TEXT'],
        streaming: false,
        needsProfile: true,
        lifecycle: 'ACTIVE',
      },
    ]);
  });

  it.each([
    [['ON_DEMAND'], false],
    [['PROVISIONED', 'ON_DEMAND'], false],
    [['INFERENCE_PROFILE'], true],
    [[], true],
  ])('%j means that a profile is needed: %s', (inferenceTypesSupported, needsProfile) => {
    const [model] = foundationModels({ modelSummaries: [{ modelId: 'a.b', inferenceTypesSupported }] });
    expect(model?.needsProfile).toBe(needsProfile);
  });
});

describe('inferenceProfiles', () => {
  it('says which models are behind a profile', () => {
    const summary = {
      inferenceProfileArn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b',
      inferenceProfileId: 'us.a.b',
      inferenceProfileName: 'US B',
      status: 'ACTIVE',
      type: 'SYSTEM_DEFINED',
      models: [{ modelArn: 'arn:1' }, {}, null, { modelArn: 7 }, { modelArn: 'arn:2' }],
    };
    expect(inferenceProfiles({ inferenceProfileSummaries: [summary], nextToken: 'more' })).toEqual([
      {
        modelId: 'us.a.b',
        arn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b',
        name: 'US B',
        kind: 'inference-profile',
        lifecycle: 'ACTIVE',
        models: ['arn:1', 'arn:2'],
      },
    ]);
    expect(nextTokenOf({ nextToken: 'more' })).toBe('more');
  });
});
