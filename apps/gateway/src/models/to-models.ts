import type { FoundationModelSummary, InferenceProfileSummary } from '@app/bedrock';
import type { ModelDto } from './model.dto.js';

/** An object out of Bedrock's answer. Its fields have AWS's names; of what type they are is not known. */
type Summary<Shape> = Readonly<Partial<Record<keyof Shape, unknown>>>;

/** Foundation models as things to call. Entries without an id are left out: they cannot be called. */
export function foundationModels(answer: object): ModelDto[] {
  return listOf<FoundationModelSummary>(answer, 'modelSummaries').flatMap((summary) => {
    const { modelId, modelName, providerName: provider, responseStreamingSupported: streaming } = summary;
    if (!isText(modelId)) return [];
    const {
      modelArn: arn,
      inputModalities,
      outputModalities,
      inferenceTypesSupported: types,
      modelLifecycle,
    } = summary;
    const lifecycle = isObject(modelLifecycle) && 'status' in modelLifecycle ? modelLifecycle.status : undefined;
    return {
      modelId,
      name: isText(modelName) ? modelName : modelId,
      kind: 'foundation-model' as const,
      ...(isText(arn) && { arn }),
      ...(isText(provider) && { provider }),
      ...(isTexts(inputModalities) && { inputModalities }),
      ...(isTexts(outputModalities) && { outputModalities }),
      ...(typeof streaming === 'boolean' && { streaming }),
      ...(isTexts(types) && { needsProfile: !types.includes('ON_DEMAND') }),
      ...(isText(lifecycle) && { lifecycle }),
    };
  });
}

/** Inference profiles as things to call. */
export function inferenceProfiles(answer: object): ModelDto[] {
  return listOf<InferenceProfileSummary>(answer, 'inferenceProfileSummaries').flatMap((summary) => {
    const { inferenceProfileId: modelId, inferenceProfileName: name, models, status: lifecycle } = summary;
    if (!isText(modelId)) return [];
    const { inferenceProfileArn: arn } = summary;
    return {
      modelId,
      name: isText(name) ? name : modelId,
      kind: 'inference-profile' as const,
      ...(isText(arn) && { arn }),
      ...(isText(lifecycle) && { lifecycle }),
      models: Array.isArray(models) ? models.flatMap(arnOf) : [],
    };
  });
}

/** The token of the next page, if there is one. */
export function nextTokenOf(answer: object): string | undefined {
  return 'nextToken' in answer && isText(answer.nextToken) ? answer.nextToken : undefined;
}

function listOf<Shape>(answer: object, name: string): Summary<Shape>[] {
  const list: unknown = Reflect.get(answer, name);
  return Array.isArray(list) ? list.filter((item): item is Summary<Shape> => isObject(item)) : [];
}

function arnOf(model: unknown): string[] {
  return isObject(model) && 'modelArn' in model && isText(model.modelArn) ? [model.modelArn] : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** An empty text names nothing. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
