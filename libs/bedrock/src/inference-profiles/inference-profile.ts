import type { InferenceProfileSummary } from '@aws-sdk/client-bedrock';
import { isCallableId, isObject, isText, readSummaries } from './answer-fields.js';
import type { Summary } from './answer-fields.js';

/** An inference profile as Bedrock lists it. */
export interface InferenceProfile {
  readonly profileId: string;
  readonly arn?: string;
  /** For people; the id where Bedrock gives none. */
  readonly name: string;
  /** `system-defined` only where Bedrock says so in its own word. */
  readonly kind: 'system-defined' | 'application';
  /** E.g. `ACTIVE`. */
  readonly status?: string;
  /** What a call to the profile may reach; empty if Bedrock's list is not entirely readable. */
  readonly modelArns: readonly string[];
}

/** Reads a page of `ListInferenceProfiles`. Entries that no call could name are left out. Never throws. */
export function parseInferenceProfiles(answer: object): readonly InferenceProfile[] {
  const summaries = readSummaries<InferenceProfileSummary>(answer, 'inferenceProfileSummaries');
  return summaries.flatMap((summary) => parseInferenceProfile(summary) ?? []);
}

/** Reads one profile: an entry of the list, or an answer of `GetInferenceProfile`, which has the same fields. */
export function parseInferenceProfile(summary: Summary<InferenceProfileSummary>): InferenceProfile | undefined {
  const { inferenceProfileId: profileId, inferenceProfileArn: arn, inferenceProfileName: name, status } = summary;
  if (!isCallableId(profileId)) return undefined;
  return {
    profileId,
    name: isText(name) ? name : profileId,
    kind: summary.type === 'SYSTEM_DEFINED' ? 'system-defined' : 'application',
    ...(isText(arn) && { arn }),
    ...(isText(status) && { status }),
    modelArns: readModelArns(summary.models),
  };
}

// All or nothing: whoever is granted "every model behind it" must not be shown only some of them.
function readModelArns(models: unknown): readonly string[] {
  if (!Array.isArray(models)) return [];
  const arns = models.map((model: unknown) => (isObject(model) && 'modelArn' in model ? model.modelArn : undefined));
  return arns.every(isText) ? arns : [];
}
