import { describe, expect, it } from 'vitest';
import { readModelId } from './read-model-id.js';

describe('readModelId', () => {
  it.each([
    ['a/b', 'not-an-id'],
    ['/', 'not-an-id'],
    ['a?b', 'forbidden-character'],
    ['a#b', 'forbidden-character'],
    ['..', 'not-an-id'],
    ['a/../b', 'not-an-id'],
    ['%2F', 'forbidden-character'],
    ['%2e%2e', 'forbidden-character'],
    ['a\nb', 'forbidden-character'],
    ['a\r\nHost: b', 'forbidden-character'],
    ['a b', 'forbidden-character'],
    ['modèle', 'forbidden-character'],
    ['\ud800', 'forbidden-character'],
    ['arn:aws:iam::123456789012:role/a', 'not-an-id'],
    ['arn:aws:bedrock:us-east-1::foundation-model/../x', 'not-an-id'],
    ['a'.repeat(10_240), 'too-long'],
  ])('refuses %j', (text, reason) => {
    expect(() => readModelId(text)).toThrow(
      expect.objectContaining({ name: 'RequestInvalidError', fields: { modelId: `is not a model id (${reason})` } }),
    );
  });

  it.each([
    'amazon.nova-premier-v1:0',
    'us.anthropic.claude-opus-4-1-20250805-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-premier-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
  ])('takes %s as it is', (text) => {
    expect(readModelId(text)).toBe(text);
  });
});
