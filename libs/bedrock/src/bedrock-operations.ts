import {
  CreateInferenceProfile$,
  GetFoundationModel$,
  GetInferenceProfile$,
  ListFoundationModels$,
  ListInferenceProfiles$,
} from '@aws-sdk/client-bedrock';
import {
  ApplyGuardrail$,
  Converse$,
  ConverseStream$,
  CountTokens$,
  InvokeModel$,
  InvokeModelWithResponseStream$,
} from '@aws-sdk/client-bedrock-runtime';
import { readOperationSchema } from './read-operation-schema.js';
import type { OperationShape } from './read-operation-schema.js';

// Default deny: what is not named here cannot be sent. One line each; everything else is in the SDK's schema.
const OFFERED = {
  InvokeModel: readOperationSchema(InvokeModel$),
  InvokeModelWithResponseStream: readOperationSchema(InvokeModelWithResponseStream$),
  Converse: readOperationSchema(Converse$),
  ConverseStream: readOperationSchema(ConverseStream$),
  CountTokens: readOperationSchema(CountTokens$),
  ApplyGuardrail: readOperationSchema(ApplyGuardrail$),
  ListFoundationModels: readOperationSchema(ListFoundationModels$),
  GetFoundationModel: readOperationSchema(GetFoundationModel$),
  ListInferenceProfiles: readOperationSchema(ListInferenceProfiles$),
  GetInferenceProfile: readOperationSchema(GetInferenceProfile$),
} satisfies Record<string, OperationShape>;

// What is sent on the gateway's own account only: nobody can ask for it by a path.
const INTERNAL = {
  CreateInferenceProfile: readOperationSchema(CreateInferenceProfile$),
} satisfies Record<string, OperationShape>;

/** The operations that may be asked for by Bedrock's own paths. */
export type OfferedOperation = keyof typeof OFFERED;

/** The Bedrock operations that can be sent at all. */
export type BedrockOperation = OfferedOperation | keyof typeof INTERNAL;

const ALLOWED: Readonly<Record<BedrockOperation, OperationShape>> = { ...OFFERED, ...INTERNAL };

/** The operations that may be asked for by Bedrock's own paths, in the order in which they are documented. */
export const OFFERED_OPERATIONS = Object.keys(OFFERED) as readonly OfferedOperation[];

/** Where an operation goes, what it takes, and what its answer looks like. */
export function describeOperation(operation: BedrockOperation): OperationShape {
  return ALLOWED[operation];
}

/** True for the name of an operation that can be sent. */
export function isBedrockOperation(name: string): name is BedrockOperation {
  return Object.hasOwn(ALLOWED, name);
}
