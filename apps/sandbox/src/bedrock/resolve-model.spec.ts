import { describe, expect, it } from 'vitest';
import { foundationModels } from './catalogue.js';
import { InferenceProfileBook } from './inference-profiles.js';
import { resolveCallable, resolveModel } from './resolve-model.js';

const profiles = new InferenceProfileBook(
  { accountId: '123456789012', region: 'us-east-1' },
  foundationModels(),
  () => 0,
);
const opus = 'anthropic.claude-opus-4-1-20250805-v1:0';

describe('A model identifier', () => {
  it.each(['', 'x', 'not a model', '../etc/passwd', 'a.b/c', 'arn:aws:s3:::bucket', `${opus}\n`])(
    'that cannot be one is invalid: %j',
    (identifier) => {
      expect(() => resolveModel(identifier, profiles)).toThrow(
        expect.objectContaining({ code: 'ValidationException', message: 'The provided model identifier is invalid.' }),
      );
    },
  );

  it.each([
    'amazon.nova-nothing-v1:0',
    'eu.amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-nothing-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123',
    'arn:aws:bedrock:us-east-1:999999999999:inference-profile/us.amazon.nova-lite-v1:0',
  ])('that could be one but is none is not found: %s', (identifier) => {
    expect(() => resolveModel(identifier, profiles)).toThrow(
      expect.objectContaining({ code: 'ResourceNotFoundException' }),
    );
  });

  it('of another region is invalid here', () => {
    expect(() => resolveModel(`arn:aws:bedrock:eu-west-1::foundation-model/${opus}`, profiles)).toThrow(
      'The provided ARN is invalid for the service region.',
    );
  });

  it.each([
    [`us.${opus}`, opus],
    [`arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${opus}`, opus],
    ['amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0'],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0'],
    ['cohere.embed-english-v3', 'cohere.embed-english-v3'],
  ])('%s can be called', (identifier, id) => {
    expect(resolveCallable(identifier, profiles).id).toBe(id);
  });

  it.each([
    opus,
    'amazon.nova-premier-v1:0',
    'meta.llama4-scout-17b-instruct-v1:0',
    `arn:aws:bedrock:us-east-1::foundation-model/${opus}`,
  ])('%s needs an inference profile', (identifier) => {
    expect(() => resolveCallable(identifier, profiles)).toThrow(
      `Invocation of model ID ${identifier} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    );
  });
});
