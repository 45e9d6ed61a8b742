import { describe, expect, it } from 'vitest';
import { isModelLabel, isPathLabel, parsePathLabel } from './path-labels.js';

const GUARDRAIL_ARN = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123';

describe('parsePathLabel', () => {
  it.each([
    ['guardrailIdentifier', ''],
    ['guardrailIdentifier', 'ABC'],
    ['guardrailIdentifier', '../x'],
    ['guardrailIdentifier', 'a/b'],
    ['guardrailIdentifier', `${GUARDRAIL_ARN}/version`],
    ['guardrailIdentifier', 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/abc'],
    ['guardrailVersion', ''],
    ['guardrailVersion', '0'],
    ['guardrailVersion', 'draft'],
    ['guardrailVersion', '1/apply'],
    ['guardrailVersion', '123456789'],
  ] as const)('refuses as %s: "%s"', (label, text) => {
    expect(() => parsePathLabel(label, text)).toThrow(expect.objectContaining({ code: 'PATH_LABEL_INVALID', label }));
  });

  it.each(['modelId', 'modelIdentifier', 'inferenceProfileIdentifier'] as const)('checks %s as a model id', (label) => {
    expect(() => parsePathLabel(label, '../x')).toThrow(expect.objectContaining({ code: 'MODEL_ID_INVALID' }));
    expect(parsePathLabel(label, 'amazon.nova-lite-v1:0')).toBe('amazon.nova-lite-v1:0');
    expect(isModelLabel(label)).toBe(true);
  });

  it.each([
    ['guardrailIdentifier', 'abc123'],
    ['guardrailIdentifier', GUARDRAIL_ARN],
    ['guardrailIdentifier', 'arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:guardrail/abc123'],
    ['guardrailVersion', 'DRAFT'],
    ['guardrailVersion', '12345678'],
  ] as const)('takes as %s: %s', (label, text) => {
    expect(parsePathLabel(label, text)).toBe(text);
    expect(isModelLabel(label)).toBe(false);
  });
});

describe('isPathLabel', () => {
  it.each(['jobArn', 'constructor', '__proto__', ''])('knows no label "%s"', (name) => {
    expect(isPathLabel(name)).toBe(false);
  });
});
