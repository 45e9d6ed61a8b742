import { needsProfile, type FoundationModel, type InferenceProfile, type ModelCatalogue } from '@app/bedrock';
import { grantsModel } from '../auth/grants-model.js';
import type { ModelDto } from './model.dto.js';

/** Everything in a catalogue as things to call, and whether a caller with these globs may call them. */
export function describeModels(catalogue: ModelCatalogue, globs: readonly string[]): ModelDto[] {
  const isCallable = (id: string): boolean => grantsModel(globs, id, catalogue.modelsBehind(id));
  return [
    ...catalogue.models.map((model) => ({
      ...describeModel(model, catalogue),
      callable: isCallable(model.modelId),
    })),
    ...catalogue.profiles.map((profile) => ({
      ...describeProfile(profile, catalogue),
      callable: isCallable(profile.profileId),
    })),
  ];
}

function describeModel(model: FoundationModel, catalogue: ModelCatalogue): Omit<ModelDto, 'callable'> {
  const { modelId, arn, name, inferenceTypes, lifecycle } = model;
  const profile = needsProfile(model) ? catalogue.systemProfileFor(model) : undefined;
  return {
    modelId,
    ...(arn !== undefined && { arn }),
    name,
    kind: 'foundation-model',
    ...traitsOf(model),
    ...(inferenceTypes && { needsProfile: needsProfile(model) }),
    ...(profile && { inferenceProfileId: profile.profileId }),
    ...(lifecycle !== undefined && { lifecycle }),
  };
}

/** A profile has the traits of the one model behind it; with several behind it, it has none of its own. */
function describeProfile(profile: InferenceProfile, catalogue: ModelCatalogue): Omit<ModelDto, 'callable'> {
  const { profileId, arn, name, status, modelArns } = profile;
  const [only, ...others] = catalogue.modelsBehind(profileId) ?? [];
  const model = only !== undefined && others.length === 0 ? catalogue.findModel(only) : undefined;
  return {
    modelId: profileId,
    ...(arn !== undefined && { arn }),
    name,
    kind: 'inference-profile',
    ...(model && traitsOf(model)),
    ...(status !== undefined && { lifecycle: status }),
    models: [...modelArns],
  };
}

function traitsOf({
  provider,
  inputModalities,
  outputModalities,
  streaming,
}: FoundationModel): Pick<ModelDto, 'provider' | 'inputModalities' | 'outputModalities' | 'streaming'> {
  return {
    ...(provider !== undefined && { provider }),
    ...(inputModalities && { inputModalities: [...inputModalities] }),
    ...(outputModalities && { outputModalities: [...outputModalities] }),
    ...(streaming !== undefined && { streaming }),
  };
}
