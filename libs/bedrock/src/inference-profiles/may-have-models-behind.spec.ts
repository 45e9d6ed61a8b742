import { describe, expect, it } from 'vitest';
import { mayHaveModelsBehind } from './may-have-models-behind.js';

const ACCOUNT = 'arn:aws:bedrock:us-east-1:123456789012';

describe('mayHaveModelsBehind', () => {
  it.each([
    '',
    '.',
    '..',
    'nova',
    'amazon.nova-premier-v1:0',
    'amazon..nova',
    '.amazon.nova',
    'arn:',
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
    'arn:aws:bedrock:::foundation-model/amazon.nova-premier-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/',
    'arn:aws:bedrock:us-east-1::foundation-model/a..b',
    'arn:aws:bedrock:us-east-1::foundation-model/a.b/c',
    'arn:aws:iam::123456789012:role/application-inference-profile/us.amazon.nova',
    `${ACCOUNT}:inference-profile/`,
    `${ACCOUNT}:inference-profile/../foundation-model/a.b`,
    `${ACCOUNT}:provisioned-model/abcdefghijkl`,
    `${ACCOUNT}:imported-model/abcdefghijkl`,
    `${ACCOUNT}:custom-model/amazon.nova-lite-v1:0/abcdefghijkl`,
    `${ACCOUNT}:prompt-router/us.amazon.nova`,
    `${ACCOUNT}:default-prompt-router/us.anthropic.claude:1`,
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint/us.amazon.nova',
  ])('says of %j that asking would be in vain', (id) => {
    expect(mayHaveModelsBehind(id)).toBe(false);
  });

  it.each([
    'us.amazon.nova-premier-v1:0',
    'global.anthropic.claude-sonnet-4-20250514-v1:0',
    `${ACCOUNT}:inference-profile/us.amazon.nova-premier-v1:0`,
    'arn:aws:bedrock:us-east-1::inference-profile/us.amazon.nova-premier-v1:0',
    `${ACCOUNT}:application-inference-profile/abc123def456`,
  ])('says of %j that there may be something', (id) => {
    expect(mayHaveModelsBehind(id)).toBe(true);
  });

  it('does not rule out a model whose own name has two dots: the catalogue knows', () => {
    expect(mayHaveModelsBehind('qwen.qwen3.next-v1:0')).toBe(true);
  });
});
