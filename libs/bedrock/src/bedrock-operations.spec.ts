import { CreateGuardrail$, DeleteInferenceProfile$ } from '@aws-sdk/client-bedrock';
import { ApplyGuardrail$, ConverseStream$ } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { describeOperation } from './bedrock-operations.js';
import { readOperationSchema } from './read-operation-schema.js';

describe('describeOperation', () => {
  it.each([
    ['InvokeModel', 'runtime', 'POST', '/model/{modelId}/invoke', 'json'],
    [
      'InvokeModelWithResponseStream',
      'runtime',
      'POST',
      '/model/{modelId}/invoke-with-response-stream',
      'event-stream',
    ],
    ['CountTokens', 'runtime', 'POST', '/model/{modelId}/count-tokens', 'json'],
    ['ListFoundationModels', 'control', 'GET', '/foundation-models', 'json'],
    ['GetFoundationModel', 'control', 'GET', '/foundation-models/{modelIdentifier}', 'json'],
    ['ListInferenceProfiles', 'control', 'GET', '/inference-profiles', 'json'],
    ['GetInferenceProfile', 'control', 'GET', '/inference-profiles/{inferenceProfileIdentifier}', 'json'],
  ] as const)('knows where %s goes', (operation, ...[plane, method, pathTemplate, answer]) => {
    expect(describeOperation(operation)).toEqual({ plane, method, pathTemplate, answer });
  });
});

describe('readOperationSchema', () => {
  it('refuses a method that is not sent', () => {
    expect(() => readOperationSchema(DeleteInferenceProfile$)).toThrow('DeleteInferenceProfile');
  });

  it('refuses a path with two labels, as only one id is known', () => {
    expect(() => readOperationSchema(ApplyGuardrail$)).toThrow('ApplyGuardrail');
  });

  it('refuses an operation of another service', () => {
    const [id, , name, traits, input, output] = CreateGuardrail$;
    expect(() => readOperationSchema([id, 'com.amazonaws.iam', name, traits, input, output])).toThrow(TypeError);
  });

  it('refuses a schema without an HTTP binding', () => {
    const [id, namespace, name, , input, output] = CreateGuardrail$;
    expect(() => readOperationSchema([id, namespace, name, 0, input, output])).toThrow(TypeError);
    expect(() => readOperationSchema([id, namespace, name, {}, input, output])).toThrow(TypeError);
  });

  it('sees from the schema that an operation streams', () => {
    expect(readOperationSchema(ConverseStream$)).toMatchObject({ answer: 'event-stream', plane: 'runtime' });
  });
});
