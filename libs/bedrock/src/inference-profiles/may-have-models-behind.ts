import { parseFoundationModelArn } from './foundation-model-arn.js';
import { isApplicationProfileArn, isSystemProfileArn } from './inference-profile-arn.js';

/** A system-defined profile has a geography in front of `provider.model`; some models have a second dot as well. */
const TWO_DOTS = /^[^.]+\.[^.]+\../;

/**
 * Whether `InferenceProfiles.modelsBehind` could find anything but the id itself behind an id or ARN. Asks nobody: it
 * says for which ids that would be in vain.
 */
export function mayHaveModelsBehind(modelId: string): boolean {
  if (!modelId.startsWith('arn:')) return TWO_DOTS.test(modelId);
  return (
    parseFoundationModelArn(modelId) !== undefined || isSystemProfileArn(modelId) || isApplicationProfileArn(modelId)
  );
}
