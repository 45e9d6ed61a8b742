import { isApplicationProfileArn, isSystemProfileArn } from './inference-profile-arn.js';

/** A system-defined profile has a geography in front of `provider.model`; some models have a second dot as well. */
const TWO_DOTS = /^[^.]+\.[^.]+\../;

/**
 * Whether Bedrock could say of an id or ARN that something else is behind it. Asks nobody: it says for which ids that
 * would be in vain, such as the ARN of a foundation model, which says it itself (`parseFoundationModelArn`).
 */
export function mayHaveModelsBehind(modelId: string): boolean {
  if (!modelId.startsWith('arn:')) return TWO_DOTS.test(modelId);
  return isSystemProfileArn(modelId) || isApplicationProfileArn(modelId);
}
