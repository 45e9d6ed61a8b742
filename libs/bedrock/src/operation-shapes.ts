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
import { readOperationSchema, type OperationShape } from './read-operation-schema.js';

// Plain data and nothing else: a bundle holds the values, not the SDK's schemas that they are read from.

/** What may be asked for. Default deny: what is not named here cannot be sent. */
export const OFFERED_SHAPES = {
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

/** What is sent on the gateway's own account only: nobody can ask for it by a path. */
export const INTERNAL_SHAPES = {
  CreateInferenceProfile: readOperationSchema(CreateInferenceProfile$),
} satisfies Record<string, OperationShape>;
