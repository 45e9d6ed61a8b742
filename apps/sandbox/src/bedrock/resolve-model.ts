import { BedrockProblem, invalid } from './bedrock-problem.js';
import type { FoundationModel } from './catalogue.js';
import { modelArn } from './inference-profiles.js';
import type { InferenceProfileBook } from './inference-profiles.js';

/** A model as a request named it. */
export interface ResolvedModel {
  readonly model: FoundationModel;
  /** Whether the request came by a profile rather than by the model's own id. */
  readonly byProfile: boolean;
}

/** `provider.model[:version[:size]]`, with a geography in front for a system-defined profile. */
const idForm = /^[a-z0-9-]{1,63}\.[a-z0-9-]{1,63}([.][a-z0-9-]{1,63}){0,3}(:[a-z0-9-]{1,63}){0,2}$/;
const arnForm =
  /^arn:aws:bedrock:([a-z0-9-]{1,20}):(\d{12})?:(foundation-model|(?:application-)?inference-profile)\/(.+)$/;

/**
 * Finds the model behind an id, a profile id or an ARN.
 * @throws BedrockProblem `ValidationException` for what cannot be an id, `ResourceNotFoundException` for what could
 */
export function resolveModel(identifier: string, profiles: InferenceProfileBook): ResolvedModel {
  checkForm(identifier, profiles.account.region);
  const profile = profiles.find(identifier);
  if (profile !== undefined) return { model: profile.model, byProfile: true };
  const prefix = modelArn('', profiles.account.region);
  const modelId = identifier.startsWith(prefix) ? identifier.slice(prefix.length) : identifier;
  const model = profiles.models.get(modelId);
  if (model !== undefined) return { model, byProfile: false };
  throw new BedrockProblem(
    'ResourceNotFoundException',
    'Could not resolve the foundation model from the provided model identifier.',
  );
}

/**
 * Like {@link resolveModel}, for operations that need throughput: a model without on-demand throughput is refused.
 * @throws BedrockProblem `ValidationException` naming the need for an inference profile
 */
export function resolveCallable(identifier: string, profiles: InferenceProfileBook): FoundationModel {
  const { model, byProfile } = resolveModel(identifier, profiles);
  if (byProfile || model.inference.includes('ON_DEMAND')) return model;
  throw invalid(
    `Invocation of model ID ${identifier} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
  );
}

function checkForm(identifier: string, region: string): void {
  const arn = arnForm.exec(identifier);
  if (arn === null && !idForm.test(identifier)) throw invalid('The provided model identifier is invalid.');
  if (arn !== null && arn[1] !== region) throw invalid('The provided ARN is invalid for the service region.');
}
