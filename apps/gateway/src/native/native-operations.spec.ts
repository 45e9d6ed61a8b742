import { OFFERED_OPERATIONS } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { operationOfPattern, patternsFor, permissionFor } from './native-operations.js';

/** Every operation that is offered, by the pattern that Express gets. */
const PATTERNS = {
  '/model/*modelId/invoke': 'InvokeModel',
  '/model/*modelId/invoke-with-response-stream': 'InvokeModelWithResponseStream',
  '/model/*modelId/converse': 'Converse',
  '/model/*modelId/converse-stream': 'ConverseStream',
  '/model/*modelId/count-tokens': 'CountTokens',
  '/guardrail/*guardrailIdentifier/version/:guardrailVersion/apply': 'ApplyGuardrail',
  '/foundation-models': 'ListFoundationModels',
  '/foundation-models/*modelIdentifier': 'GetFoundationModel',
  '/inference-profiles': 'ListInferenceProfiles',
  '/inference-profiles/*inferenceProfileIdentifier': 'GetInferenceProfile',
};

describe('operationOfPattern', () => {
  it.each([
    '',
    '/',
    '/model/:modelId/invoke',
    '/model/{modelId}/invoke',
    '/model/*modelId/invoke/',
    '/vpn/model/*modelId/invoke',
    '/model/*modelId/async-invoke',
    '/model{/{*path}}',
    '/bedrock/invoke',
    'constructor',
    '__proto__',
  ])('knows no operation of %j', (pattern) => {
    expect(operationOfPattern(pattern)).toBeUndefined();
  });

  it.each(Object.entries(PATTERNS))('knows that %s is %s', (pattern, operation) => {
    expect(operationOfPattern(pattern)).toBe(operation);
  });

  it('knows all that are offered, and the table above does', () => {
    expect(Object.values(PATTERNS).toSorted()).toEqual(OFFERED_OPERATIONS.toSorted());
  });
});

describe('permissionFor', () => {
  it('refuses to offer what changes the account', () => {
    // Only the compiler keeps it off the list of what is offered.
    const operation = 'CreateInferenceProfile' as 'InvokeModel';
    expect(() => permissionFor(operation)).toThrow(
      new TypeError('CreateInferenceProfile changes the account and cannot be offered'),
    );
  });
});

describe('patternsFor', () => {
  it.each([
    [
      'bedrock:invoke',
      [
        '/model/*modelId/invoke',
        '/model/*modelId/converse',
        '/model/*modelId/count-tokens',
        '/guardrail/*guardrailIdentifier/version/:guardrailVersion/apply',
      ],
    ],
    ['bedrock:invoke-stream', ['/model/*modelId/invoke-with-response-stream', '/model/*modelId/converse-stream']],
    [
      'bedrock:list-models',
      [
        '/foundation-models',
        '/foundation-models/*modelIdentifier',
        '/inference-profiles',
        '/inference-profiles/*inferenceProfileIdentifier',
      ],
    ],
  ] as const)('opens to %s nothing but what it is for', (permission, patterns) => {
    expect(patternsFor(permission)).toEqual(patterns);
  });
});
