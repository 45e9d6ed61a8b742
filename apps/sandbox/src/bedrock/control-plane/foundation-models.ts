import type { JsonObject } from '../../json/json-object.js';
import { jsonAnswer } from '../answer.js';
import { label } from '../bedrock-call.js';
import type { Operation } from '../bedrock-call.js';
import type { FoundationModel } from '../catalogue.js';
import { modelArn } from '../inference-profiles.js';
import { resolveModel } from '../resolve-model.js';

/** The filters of `ListFoundationModels`, by their names in the query. */
const filters: Readonly<Record<string, (model: FoundationModel, wanted: string) => boolean>> = {
  byProvider: ({ provider }, wanted) => provider.toLowerCase() === wanted.toLowerCase(),
  byInferenceType: ({ inference }, wanted) => inference.some((type) => type === wanted),
  byOutputModality: (model, wanted) => outputModality(model) === wanted,
  // Nothing here can be customised, so naming any customization leaves nothing.
  byCustomizationType: () => false,
};

/** When every model came to be; any fixed moment does. */
const startOfLifeTime = '2025-01-01T00:00:00Z';

/** `ListFoundationModels`: the whole catalogue, without pages, as Bedrock gives it. */
export const listFoundationModels: Operation = ({ query, profiles, requestId }) => {
  const wanted = [...query].flatMap(([name, value]) => {
    const filter = filters[name];
    return filter === undefined ? [] : [(model: FoundationModel) => filter(model, value)];
  });
  const models = [...profiles.models.values()].filter((model) => wanted.every((passes) => passes(model)));
  return jsonAnswer({ modelSummaries: models.map((model) => summaryOf(model, profiles.account.region)) }, requestId);
};

/** `GetFoundationModel`: one model, by its id or ARN. */
export const getFoundationModel: Operation = (call) => {
  const { model } = resolveModel(label(call, 'modelIdentifier'), call.profiles);
  return jsonAnswer({ modelDetails: summaryOf(model, call.profiles.account.region) }, call.requestId);
};

function summaryOf(model: FoundationModel, region: string): JsonObject {
  return {
    modelArn: modelArn(model.id, region),
    modelId: model.id,
    modelName: model.name,
    providerName: model.provider,
    inputModalities: model.images ? ['TEXT', 'IMAGE'] : ['TEXT'],
    outputModalities: [outputModality(model)],
    responseStreamingSupported: model.chat,
    customizationsSupported: [],
    inferenceTypesSupported: model.inference,
    modelLifecycle: { status: 'ACTIVE', startOfLifeTime },
  };
}

function outputModality({ chat }: FoundationModel): string {
  return chat ? 'TEXT' : 'EMBEDDING';
}
