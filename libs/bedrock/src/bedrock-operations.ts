import {
  GetFoundationModel$,
  GetInferenceProfile$,
  ListFoundationModels$,
  ListInferenceProfiles$,
} from '@aws-sdk/client-bedrock';
import { CountTokens$, InvokeModel$, InvokeModelWithResponseStream$ } from '@aws-sdk/client-bedrock-runtime';
import { readOperationSchema } from './read-operation-schema.js';
import type { OperationShape } from './read-operation-schema.js';

// Default deny: what is not named here cannot be sent. One line each; everything else is in the SDK's schema.
const ALLOWED_OPERATIONS = {
  InvokeModel: readOperationSchema(InvokeModel$),
  InvokeModelWithResponseStream: readOperationSchema(InvokeModelWithResponseStream$),
  CountTokens: readOperationSchema(CountTokens$),
  ListFoundationModels: readOperationSchema(ListFoundationModels$),
  GetFoundationModel: readOperationSchema(GetFoundationModel$),
  ListInferenceProfiles: readOperationSchema(ListInferenceProfiles$),
  GetInferenceProfile: readOperationSchema(GetInferenceProfile$),
} satisfies Record<string, OperationShape>;

/** The Bedrock operations the gateway may call. Default deny: what is not in the list cannot be sent. */
export type BedrockOperation = keyof typeof ALLOWED_OPERATIONS;

/** Where an operation goes, and what its answer looks like. */
export function describeOperation(operation: BedrockOperation): OperationShape {
  return ALLOWED_OPERATIONS[operation];
}
