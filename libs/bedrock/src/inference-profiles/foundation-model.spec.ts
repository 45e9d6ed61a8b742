import { describe, expect, it } from 'vitest';
import { needsProfile, parseFoundationModels } from './foundation-model.js';

const JUNK: readonly unknown[] = [null, 0, 7, '', [], [null], [7], {}, { a: 1 }];

describe('parseFoundationModels', () => {
  it.each([{}, { modelSummaries: null }, { modelSummaries: 'x' }, { modelSummaries: { 0: {} } }, []])(
    'finds no model in %j',
    (answer) => {
      expect(parseFoundationModels(answer)).toEqual([]);
    },
  );

  it.each([null, 7, 'a.b', [], {}, { modelId: null }, { modelId: 7 }, { modelId: '' }, { modelId: ['a.b'] }])(
    'leaves %j out: no call could name it',
    (entry) => {
      expect(parseFoundationModels({ modelSummaries: [entry] })).toEqual([]);
    },
  );

  it.each(['../x', 'a b', 'a/b', 'arn:aws:iam::123456789012:role/x'])('leaves the id %j out, too', (modelId) => {
    expect(parseFoundationModels({ modelSummaries: [{ modelId }] })).toEqual([]);
  });

  it.each(JUNK)('in the other fields (%j) leaves them out, and the entry in', (junk) => {
    const fields = ['modelArn', 'modelName', 'providerName', 'responseStreamingSupported', 'modelLifecycle'];
    const model = { modelId: 'a.b', ...Object.fromEntries(fields.map((field) => [field, junk])) };
    expect(parseFoundationModels({ modelSummaries: [model] })).toEqual([{ modelId: 'a.b', name: 'a.b' }]);
  });

  it.each([null, 7, 'TEXT', {}, ['TEXT', 7], [null]])('leaves a list of words out that is %j', (junk) => {
    const lists = { inputModalities: junk, outputModalities: junk, inferenceTypesSupported: junk };
    expect(parseFoundationModels({ modelSummaries: [{ modelId: 'a.b', ...lists }] })).toEqual([
      { modelId: 'a.b', name: 'a.b' },
    ]);
  });

  it.each([7, null, ''])('leaves out a lifecycle of the status %j', (status) => {
    expect(parseFoundationModels({ modelSummaries: [{ modelId: 'a.b', modelLifecycle: { status } }] })).toEqual([
      { modelId: 'a.b', name: 'a.b' },
    ]);
  });

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
    expect(parseFoundationModels({ modelSummaries: [summary] })).toEqual([
      {
        modelId: 'amazon.nova-premier-v1:0',
        arn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
        name: 'Nova Premier',
        provider: 'Amazon',
        inputModalities: ['TEXT', 'IMAGE'],
        outputModalities: ['TEXT'],
        streaming: false,
        inferenceTypes: ['INFERENCE_PROFILE'],
        lifecycle: 'ACTIVE',
      },
    ]);
  });
});

describe('needsProfile', () => {
  it('is not claimed where Bedrock says nothing', () => {
    expect(needsProfile({ modelId: 'a.b', name: 'B' })).toBe(false);
  });

  it.each([
    [['ON_DEMAND'], false],
    [['PROVISIONED', 'ON_DEMAND'], false],
    [['ON_DEMAND', 'INFERENCE_PROFILE'], false],
    [['INFERENCE_PROFILE'], true],
    [[], true],
  ])('of %j is %s', (inferenceTypes, expected) => {
    expect(needsProfile({ modelId: 'a.b', name: 'B', inferenceTypes })).toBe(expected);
  });
});
