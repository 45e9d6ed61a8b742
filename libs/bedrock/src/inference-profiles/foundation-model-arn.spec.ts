import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foundationModelIds, parseFoundationModelArn } from './foundation-model-arn.js';

const HAIKU = 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0';

describe('parseFoundationModelArn', () => {
  it.each([
    '',
    'anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/',
    'arn:aws:bedrock:us-east-1::foundation-model/a/b',
    'arn:aws:bedrock:us-east-1::foundation-model/a..b',
    'arn:aws:bedrock:us-east-1::foundation-model/.a',
    'arn:aws:bedrock:us-east-1::foundation-model/a.b\n',
    'arn:aws:bedrock:us-east-1:123456789012:foundation-model/a.b',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b',
    'arn:aws:bedrock:us-east-1:123456789012:custom-model/a.b/abcdefghijkl',
    'arn:aws:sagemaker:us-east-1::foundation-model/a.b',
    'arn:evil:bedrock:us-east-1::foundation-model/a.b',
    `x${HAIKU}`,
    HAIKU.toUpperCase(),
    `arn:aws:bedrock:us-east-1::foundation-model/${'a'.repeat(257)}`,
  ])('takes %j for something else', (text) => {
    expect(parseFoundationModelArn(text)).toBeUndefined();
  });

  it.each([
    [HAIKU, 'us-east-1', 'anthropic.claude-3-haiku-20240307-v1:0'],
    ['arn:aws:bedrock:::foundation-model/amazon.nova-pro-v1:0:300k', '', 'amazon.nova-pro-v1:0:300k'],
    ['arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/meta.llama3', 'us-gov-west-1', 'meta.llama3'],
  ])('reads model and region out of %s', (arn, region, modelId) => {
    expect(parseFoundationModelArn(arn)).toEqual({ modelId, region });
  });

  it('never reads a model id that could leave its place in a path', () => {
    const name = fc.array(fc.constantFrom('a', 'B2', '.', ':', '-', '_', '/', '%2F', ' '), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(name, (pieces) => {
        const modelId = pieces.join('');
        const isPlain = /^[A-Za-z0-9]/.test(modelId) && !/[^A-Za-z0-9.:-]|\.\./.test(modelId);
        const read = parseFoundationModelArn(`arn:aws:bedrock:us-east-1::foundation-model/${modelId}`);
        expect(read).toEqual(isPlain ? { modelId, region: 'us-east-1' } : undefined);
      }),
      { seed: 3, numRuns: 2_000 },
    );
  });
});

describe('foundationModelIds', () => {
  it.each([
    [[]],
    [['']],
    [[HAIKU, 'a.b']],
    [['arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b', HAIKU]],
  ])('says nothing of %j, rather than half of it', (arns) => {
    expect(foundationModelIds(arns)).toBeUndefined();
  });

  it('names each model once, whatever its regions', () => {
    const nova = 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-pro-v1:0';
    const haikuInWest = 'arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0';
    expect(foundationModelIds([HAIKU, nova, haikuInWest])).toEqual([
      'anthropic.claude-3-haiku-20240307-v1:0',
      'amazon.nova-pro-v1:0',
    ]);
  });
});
