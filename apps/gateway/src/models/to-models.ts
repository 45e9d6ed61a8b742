import type { FoundationModelSummary, InferenceProfileSummary } from '@app/bedrock';
import type { ModelDto } from './model.dto.js';

/** Foundation models as things to call. Entries without an id are left out: they cannot be called. */
export function foundationModels(answer: object): ModelDto[] {
  return listOf<FoundationModelSummary>(answer, 'modelSummaries').flatMap((summary) => {
    const { modelId, modelName, providerName, inferenceTypesSupported: types } = summary;
    if (modelId === undefined) return [];
    return {
      modelId,
      name: modelName ?? modelId,
      kind: 'foundation-model' as const,
      ...(providerName !== undefined && { provider: providerName }),
      ...(summary.inputModalities && { inputModalities: summary.inputModalities }),
      ...(summary.outputModalities && { outputModalities: summary.outputModalities }),
      ...(summary.responseStreamingSupported !== undefined && { streaming: summary.responseStreamingSupported }),
      ...(types && { needsProfile: !types.includes('ON_DEMAND') }),
      ...(summary.modelLifecycle?.status && { lifecycle: summary.modelLifecycle.status }),
    };
  });
}

/** Inference profiles as things to call. */
export function inferenceProfiles(answer: object): ModelDto[] {
  return listOf<InferenceProfileSummary>(answer, 'inferenceProfileSummaries').flatMap((summary) => {
    const { inferenceProfileId: modelId, inferenceProfileName, models = [], status } = summary;
    if (modelId === undefined) return [];
    return {
      modelId,
      name: inferenceProfileName ?? modelId,
      kind: 'inference-profile' as const,
      ...(status && { lifecycle: status }),
      models: models.flatMap(({ modelArn }) => modelArn ?? []),
    };
  });
}

/** The token of the next page, if there is one. */
export function nextTokenOf(answer: object): string | undefined {
  return 'nextToken' in answer && typeof answer.nextToken === 'string' ? answer.nextToken : undefined;
}

/** Bedrock's own answer is trusted in its shape, as far as its being a list of objects. */
function listOf<Item>(answer: object, name: string): Partial<Item>[] {
  const list: unknown = Reflect.get(answer, name);
  return Array.isArray(list)
    ? list.filter((item): item is Partial<Item> => typeof item === 'object' && item !== null)
    : [];
}
