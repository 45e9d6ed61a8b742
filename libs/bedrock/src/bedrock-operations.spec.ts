import {
  CreateGuardrail$,
  DeleteInferenceProfile$,
  GetProvisionedModelThroughput$,
  GetGuardrail$,
} from '@aws-sdk/client-bedrock';
import { ConverseStream$ } from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { describeOperation, isBedrockOperation, OFFERED_OPERATIONS } from './bedrock-operations.js';
import { readOperationSchema } from './read-operation-schema.js';

describe('describeOperation', () => {
  it.each([
    ['InvokeModel', 'POST', '/model/{modelId}/invoke', 'json'],
    ['InvokeModelWithResponseStream', 'POST', '/model/{modelId}/invoke-with-response-stream', 'event-stream'],
    ['Converse', 'POST', '/model/{modelId}/converse', 'json'],
    ['ConverseStream', 'POST', '/model/{modelId}/converse-stream', 'event-stream'],
    ['CountTokens', 'POST', '/model/{modelId}/count-tokens', 'json'],
    ['ApplyGuardrail', 'POST', '/guardrail/{guardrailIdentifier}/version/{guardrailVersion}/apply', 'json'],
  ] as const)('knows that %s goes to the runtime', (operation, method, pathTemplate, answer) => {
    expect(describeOperation(operation)).toMatchObject({ plane: 'runtime', method, pathTemplate, answer, query: [] });
  });

  it.each([
    ['ListFoundationModels', '/foundation-models', []],
    ['GetFoundationModel', '/foundation-models/{modelIdentifier}', ['modelIdentifier']],
    ['ListInferenceProfiles', '/inference-profiles', []],
    ['GetInferenceProfile', '/inference-profiles/{inferenceProfileIdentifier}', ['inferenceProfileIdentifier']],
  ] as const)('knows that %s goes to the control plane', (operation, pathTemplate, labels) => {
    const shape = { plane: 'control', method: 'GET', pathTemplate, labels, answer: 'json' };
    expect(describeOperation(operation)).toMatchObject(shape);
  });

  it('knows the labels of a path in order, and the query parameters by their names on the wire', () => {
    expect(describeOperation('ApplyGuardrail').labels).toEqual(['guardrailIdentifier', 'guardrailVersion']);
    expect(describeOperation('ListInferenceProfiles').query).toEqual(['maxResults', 'nextToken', 'type']);
  });

  it('offers nothing that changes the account', () => {
    expect(OFFERED_OPERATIONS).not.toContain('CreateInferenceProfile');
    expect(describeOperation('CreateInferenceProfile')).toMatchObject({ method: 'POST', plane: 'control' });
  });
});

describe('readOperationSchema', () => {
  it('refuses a method that is not sent', () => {
    expect(() => readOperationSchema(DeleteInferenceProfile$)).toThrow('DeleteInferenceProfile');
  });

  it('refuses a path with a label whose values nobody checks', () => {
    expect(() => readOperationSchema(GetProvisionedModelThroughput$)).toThrow('GetProvisionedModelThroughput');
  });

  it('refuses a path that carries a query', () => {
    const [id, namespace, name, , input, output] = GetGuardrail$;
    const traits = { http: ['GET', '/guardrails?list', 200] };
    expect(() => readOperationSchema([id, namespace, name, traits, input, output] as typeof GetGuardrail$)).toThrow(
      TypeError,
    );
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

describe('isBedrockOperation', () => {
  it.each(['', 'invokemodel', 'DeleteGuardrail', 'constructor', '__proto__', 'toString'])('knows no %s', (name) => {
    expect(isBedrockOperation(name)).toBe(false);
  });

  it.each(['InvokeModel', 'ListFoundationModels', 'ApplyGuardrail'])('knows %s', (name) => {
    expect(isBedrockOperation(name)).toBe(true);
  });
});
