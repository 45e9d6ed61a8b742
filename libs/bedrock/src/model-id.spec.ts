import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTarget } from './build-target.js';
import { ModelIdInvalidError } from './errors.js';
import { parseModelId } from './model-id.js';

const INVALID: readonly (readonly [text: string, reason: string])[] = [
  ['', 'empty'],
  ['a'.repeat(2049), 'too-long'],
  ['a'.repeat(10_000), 'too-long'],
  ['anthropic.claude v1', 'forbidden-character'],
  ['anthropic.claude\n', 'forbidden-character'],
  ['anthropic.claude?x=1', 'forbidden-character'],
  ['anthropic.claude#x', 'forbidden-character'],
  ['anthropic%2Fclaude', 'forbidden-character'],
  ['anthropic.claude\\x', 'forbidden-character'],
  ['anthröpic.claude', 'forbidden-character'],
  ['a.b\u0000', 'forbidden-character'],
  ['..', 'not-an-id'],
  ['.', 'not-an-id'],
  ['a..b', 'not-an-id'],
  ['.a', 'not-an-id'],
  ['a.', 'not-an-id'],
  ['/model/a', 'not-an-id'],
  ['a/b', 'not-an-id'],
  ['a/../b', 'not-an-id'],
  ['a//b', 'not-an-id'],
  ['us.anthropic.claude/invoke', 'not-an-id'],
  ['arn:aws:iam::123456789012:role/admin', 'not-an-id'],
  ['ARN:aws:bedrock:us-east-1::foundation-model/a.b', 'not-an-id'],
  ['arn:aws:bedrock:us-east-1::foundation-model/../x', 'not-an-id'],
  ['arn:aws:bedrock:us-east-1::foundation-model/a/b', 'not-an-id'],
  ['arn:aws:bedrock:us-east-1::foundation-model/', 'not-an-id'],
  ['arn:aws:bedrock:us-east-1:1234:provisioned-model/abcdefghijkl', 'not-an-id'],
  ['arn:aws:bedrock:us-east-1:123456789012:guardrail/abc', 'not-an-id'],
  ['arn:evil:bedrock:us-east-1::foundation-model/a.b', 'not-an-id'],
];

const VALID = [
  'anthropic.claude-3-5-sonnet-20240620-v1:0',
  'amazon.nova-lite-v1:0:300k',
  'us.anthropic.claude-sonnet-4-20250514-v1:0',
  'us-gov.anthropic.claude-3-haiku-20240307-v1:0',
  'global.anthropic.claude-sonnet-4-5-20250929-v1:0',
  'my_imported-model',
  'a'.repeat(2048),
  'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1',
  'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.titan-text-express-v1',
  'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0',
  'arn:aws:bedrock:us-east-1::inference-profile/us.amazon.nova-lite-v1:0',
  'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
  'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl',
  'arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghijkl',
  'arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghijkl',
  'arn:aws:bedrock:us-east-1:123456789012:custom-model-deployment/abcdefghijkl',
  'arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1',
  'arn:aws:bedrock:us-east-1:123456789012:prompt-router/abc123',
  'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:3',
  'arn:aws:sagemaker:us-east-1:123456789012:endpoint/my-endpoint',
];

describe('parseModelId', () => {
  it.each(INVALID)('refuses %j as %s', (text, reason) => {
    expect(() => parseModelId(text)).toThrow(expect.objectContaining({ code: 'MODEL_ID_INVALID', reason }));
  });

  it.each(VALID)('accepts %s unchanged', (text) => {
    expect(parseModelId(text)).toBe(text);
  });

  it('does not repeat the text in its error', () => {
    expect(() => parseModelId('se cret')).toThrow('Model id is not valid: forbidden-character');
  });

  it('lets nothing through that could leave its place in the path', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom('a', '.', '/', ':', '-', '_', '%', '2', 'F', '?', '#', '\\', '\n'),
        maxLength: 24,
      }),
      fc.mixedCase(fc.constantFrom(...VALID)),
      fc
        .tuple(fc.constantFrom(...VALID), fc.constantFrom('/../invoke', '/..', '?x', '%2e%2e', '/x'))
        .map((p) => p.join('')),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const segments = new URL(`http://host${pathOf(text) ?? '/model/x/invoke'}`).pathname.split('/');
        expect(segments).toHaveLength(4);
        expect([segments[1], segments[3]]).toEqual(['model', 'invoke']);
      }),
      { seed: 20261122, numRuns: 1_000 },
    );
  });
});

function pathOf(modelId: string): string | undefined {
  try {
    return buildTarget({ operation: 'InvokeModel', modelId }).pathAndQuery;
  } catch (error) {
    if (error instanceof ModelIdInvalidError) return undefined;
    throw error;
  }
}
