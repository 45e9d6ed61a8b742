import { createHash } from 'node:crypto';
import type { FoundationModel } from './foundation-model.js';

/** A foundation model whose ARN is known. */
export type NamedModel = FoundationModel & { readonly arn: string };

/** The body of `CreateInferenceProfile`; the field names are AWS's. */
export interface ApplicationProfileRequest {
  readonly inferenceProfileName: string;
  readonly modelSource: { readonly copyFrom: string };
  readonly clientRequestToken: string;
}

/** AWS takes 64 characters: `gateway-`, as much of the id as fits, a hyphen and the hash. */
const MAX_ID_CHARS = 43;
const HASH_CHARS = 12;

/**
 * Asks for the profile of one model: the same request from every process, so that all of them end up with one profile.
 *
 * @param replaces the profile that this model had and that is there no more. It makes another token: with the old one,
 *   Bedrock would take the request for a repetition and answer with the profile that is gone.
 */
export function requestApplicationProfile({ modelId, arn }: NamedModel, replaces = ''): ApplicationProfileRequest {
  const inferenceProfileName = nameApplicationProfile(modelId);
  return {
    inferenceProfileName,
    modelSource: { copyFrom: arn },
    clientRequestToken: hash(`${inferenceProfileName}\n${arn}\n${replaces}`),
  };
}

/**
 * The name of the profile of one model; no two models share one.
 *
 * Fits AWS's pattern `([0-9a-zA-Z][ _-]?)+` (API reference of `CreateInferenceProfile`): every run of other characters
 * in the id becomes one hyphen. What gets lost by that, and by the limit of 64, the hash keeps apart.
 */
export function nameApplicationProfile(modelId: string): string {
  const words = modelId.split(/[^0-9A-Za-z]+/);
  const readable = words.join('-').slice(0, MAX_ID_CHARS).replace(/-$/, '');
  return `gateway-${readable}-${hash(modelId).slice(0, HASH_CHARS)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
