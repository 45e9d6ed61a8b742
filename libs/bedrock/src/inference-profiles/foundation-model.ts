import type { FoundationModelSummary } from '@aws-sdk/client-bedrock';
import { isCallableId, isObject, isText, isTexts, readSummaries } from './answer-fields.js';

/** A foundation model as Bedrock lists it. What Bedrock does not say, or says in a form unknown, is left out. */
export interface FoundationModel {
  readonly modelId: string;
  /** In the region whose endpoint was asked. */
  readonly arn?: string;
  /** For people; the id where Bedrock gives none. */
  readonly name: string;
  readonly provider?: string;
  readonly inputModalities?: readonly string[];
  readonly outputModalities?: readonly string[];
  /** Whether answers can be streamed. */
  readonly streaming?: boolean;
  /** E.g. `ON_DEMAND`, `INFERENCE_PROFILE`, `PROVISIONED`. */
  readonly inferenceTypes?: readonly string[];
  /** E.g. `ACTIVE`, `LEGACY`. */
  readonly lifecycle?: string;
}

/** Reads an answer of `ListFoundationModels`. Entries that no call could name are left out. Never throws. */
export function parseFoundationModels(answer: object): readonly FoundationModel[] {
  return readSummaries<FoundationModelSummary>(answer, 'modelSummaries').flatMap((summary) => {
    const { modelId, modelArn, modelName, providerName, inferenceTypesSupported } = summary;
    if (!isCallableId(modelId)) return [];
    const { inputModalities, outputModalities, responseStreamingSupported: streaming } = summary;
    const lifecycle = readLifecycle(summary.modelLifecycle);
    return {
      modelId,
      name: isText(modelName) ? modelName : modelId,
      ...(isText(modelArn) && { arn: modelArn }),
      ...(isText(providerName) && { provider: providerName }),
      ...(isTexts(inputModalities) && { inputModalities }),
      ...(isTexts(outputModalities) && { outputModalities }),
      ...(typeof streaming === 'boolean' && { streaming }),
      ...(isTexts(inferenceTypesSupported) && { inferenceTypes: inferenceTypesSupported }),
      ...(isText(lifecycle) && { lifecycle }),
    };
  });
}

/**
 * Whether a model cannot be called by its own id: Bedrock says how it can be called, and on demand is not among it.
 *
 * `INFERENCE_PROFILE` is not asked for: the API reference does not list the value, although Bedrock sends it.
 */
export function needsProfile({ inferenceTypes }: FoundationModel): boolean {
  return inferenceTypes !== undefined && !inferenceTypes.includes('ON_DEMAND');
}

function readLifecycle(modelLifecycle: unknown): unknown {
  return isObject(modelLifecycle) && 'status' in modelLifecycle ? modelLifecycle.status : undefined;
}
