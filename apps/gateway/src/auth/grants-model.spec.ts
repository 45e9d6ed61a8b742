import { describe, expect, it } from 'vitest';
import { grantsModel, mayBeGranted } from './grants-model.js';

const NOVA = 'amazon.nova-premier-v1:0';
const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
const US_NOVA = `us.${NOVA}`;
const FOUNDATION_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`;
const SYSTEM_ARN = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${US_NOVA}`;
const APPLICATION_ARN = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456';

describe('grantsModel refuses', () => {
  it.each<[string, readonly string[], string, readonly string[] | undefined]>([
    ['everything, where the token grants nothing', [], US_NOVA, [NOVA]],
    ['what no glob fits and nothing is known of', [NOVA], US_NOVA, undefined],
    ['what nothing at all is behind, for that is granted to nobody', [NOVA], US_NOVA, []],
    ['what has another model behind it', [NOVA], US_NOVA, [HAIKU]],
    ['what has one more model behind it than is granted', [NOVA], US_NOVA, [NOVA, HAIKU]],
    ['what has one more model behind it, and that one first', [NOVA], US_NOVA, [HAIKU, NOVA]],
    ['a model whose profile alone is granted', [US_NOVA], NOVA, [NOVA]],
    ['the ARN of another model, whatever is said to be behind it', [HAIKU], FOUNDATION_ARN, [HAIKU]],
    ['a glob taken for part of an id', ['nova'], US_NOVA, [NOVA]],
  ])('%s', (_what, globs, modelId, behind) => {
    expect(grantsModel(globs, modelId, behind)).toBe(false);
  });
});

describe('grantsModel grants', () => {
  it.each<[string, readonly string[], string, readonly string[] | undefined]>([
    ['an id that a glob fits, whatever is behind it', [US_NOVA], US_NOVA, [HAIKU]],
    ['an id that a glob fits, where nothing is known of it', ['us.*'], US_NOVA, undefined],
    ['the ARN of a model whose id is granted, by its own text', [NOVA], FOUNDATION_ARN, undefined],
    ['a profile whose only model is granted', ['amazon.*'], US_NOVA, [NOVA]],
    ['a profile whose models are granted by one glob each', [NOVA, HAIKU], APPLICATION_ARN, [HAIKU, NOVA]],
  ])('%s', (_what, globs, modelId, behind) => {
    expect(grantsModel(globs, modelId, behind)).toBe(true);
  });
});

describe('mayBeGranted', () => {
  it.each([
    ['a token that grants nothing', [], US_NOVA],
    ['a token that grants nothing, for an ARN', [], FOUNDATION_ARN],
    ['a model of another name: behind it is only itself', [HAIKU], NOVA],
    ['the ARN of a model that is not granted', [HAIKU], FOUNDATION_ARN],
    ['an id without a dot', [NOVA], 'nova'],
    ['a provisioned model', [NOVA], 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl'],
    ['a text that only begins like an ARN', [NOVA], 'arn:aws:bedrock:us-east-1::foundation-model/../x'],
  ])('asks nobody about %s', (_what, globs, modelId) => {
    expect(mayBeGranted(globs, modelId)).toBe(false);
  });

  it.each([
    ['an id that is granted as it is', [NOVA], NOVA],
    ['a profile of a model that may be granted', [NOVA], US_NOVA],
    ['the ARN of a model that is granted', [NOVA], FOUNDATION_ARN],
    ['the ARN of a system-defined profile', [NOVA], SYSTEM_ARN],
    ['the ARN of an application profile', [NOVA], APPLICATION_ARN],
  ])('has to find out about %s', (_what, globs, modelId) => {
    expect(mayBeGranted(globs, modelId)).toBe(true);
  });
});
