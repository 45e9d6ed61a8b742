import { applyGuardrail } from './apply-guardrail.js';
import type { Operation } from './bedrock-call.js';
import { getFoundationModel, listFoundationModels } from './control-plane/foundation-models.js';
import {
  createInferenceProfile,
  deleteInferenceProfile,
  getInferenceProfile,
  listInferenceProfiles,
} from './control-plane/profile-operations.js';
import { converse, converseStream } from './converse.js';
import { countTokens } from './count-tokens.js';
import { invokeModel, invokeModelWithResponseStream } from './invoke.js';
import type { OperationName } from './operations.js';

/** What each operation does; one without an entry does not compile. */
export const operationTable: Readonly<Record<OperationName, Operation>> = {
  InvokeModel: invokeModel,
  InvokeModelWithResponseStream: invokeModelWithResponseStream,
  Converse: converse,
  ConverseStream: converseStream,
  CountTokens: countTokens,
  ApplyGuardrail: applyGuardrail,
  ListFoundationModels: listFoundationModels,
  GetFoundationModel: getFoundationModel,
  ListInferenceProfiles: listInferenceProfiles,
  GetInferenceProfile: getInferenceProfile,
  CreateInferenceProfile: createInferenceProfile,
  DeleteInferenceProfile: deleteInferenceProfile,
};
