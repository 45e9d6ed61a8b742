import type { ControlCase } from './api-case.js';
import { APPLICATION_PROFILE, CLAUDE, HAIKU } from './model-ids.js';

/** Every operation of Bedrock's control plane that only reads. */
export const CONTROL_CASES: readonly ControlCase[] = [
  { operation: 'ListFoundationModels', name: 'all', input: {}, shows: HAIKU },
  {
    operation: 'ListFoundationModels',
    name: 'by provider and type',
    input: { byProvider: 'Anthropic', byInferenceType: 'ON_DEMAND' },
    shows: HAIKU,
  },
  { operation: 'GetFoundationModel', name: 'by id', input: { modelIdentifier: HAIKU }, shows: HAIKU },
  {
    operation: 'GetFoundationModel',
    name: 'by ARN',
    input: { modelIdentifier: APPLICATION_PROFILE.copyFrom },
    shows: HAIKU,
  },
  {
    operation: 'GetFoundationModel',
    name: 'of no model',
    input: { modelIdentifier: 'anthropic.claude-9-nothing-v1:0' },
    shows: 'ResourceNotFoundException',
  },
  {
    operation: 'GetFoundationModel',
    name: 'access denied',
    fault: { fault: 'denied' },
    input: { modelIdentifier: HAIKU },
    shows: 'AccessDeniedException',
  },
  { operation: 'ListInferenceProfiles', name: 'all', input: {}, shows: CLAUDE },
  {
    operation: 'ListInferenceProfiles',
    name: 'the first of several pages',
    input: { maxResults: 2, typeEquals: 'SYSTEM_DEFINED' },
    shows: 'nextToken',
  },
  {
    operation: 'ListInferenceProfiles',
    name: 'a page that nobody gave',
    input: { nextToken: 'bm9ib2R5' },
    shows: 'ValidationException',
  },
  {
    operation: 'ListInferenceProfiles',
    name: 'throttled',
    fault: { fault: 'throttle' },
    input: {},
    shows: 'ThrottlingException',
  },
  {
    operation: 'GetInferenceProfile',
    name: 'by id',
    input: { inferenceProfileIdentifier: CLAUDE },
    shows: CLAUDE,
  },
  {
    operation: 'GetInferenceProfile',
    name: 'by ARN',
    input: { inferenceProfileIdentifier: APPLICATION_PROFILE.arn },
    shows: APPLICATION_PROFILE.arn,
  },
];
