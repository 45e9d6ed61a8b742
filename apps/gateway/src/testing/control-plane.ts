import type { BedrockOperation } from '@app/bedrock';
import { createReply } from './create-reply.js';
import type { Script } from './scripted-router.js';

/** A model that runs by an inference profile only. */
export const NOVA = 'amazon.nova-premier-v1:0';
/** A model that runs by its own id. */
export const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
/** The system-defined profile of `NOVA`. */
export const US_NOVA = `us.${NOVA}`;
/** A profile with both models behind it. */
export const US_BOTH = 'us.both.models-v1:0';

const arnOf = (modelId: string, region = 'us-east-1'): string =>
  `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
const profileArnOf = (id: string): string => `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${id}`;

export const NOVA_ARN = arnOf(NOVA);
export const US_NOVA_ARN = profileArnOf(US_NOVA);

const LISTS: Partial<Record<BedrockOperation, object>> = {
  ListFoundationModels: {
    modelSummaries: [
      { modelId: NOVA, modelArn: NOVA_ARN, inferenceTypesSupported: ['INFERENCE_PROFILE'] },
      { modelId: HAIKU, modelArn: arnOf(HAIKU), inferenceTypesSupported: ['ON_DEMAND'] },
    ],
  },
  ListInferenceProfiles: {
    inferenceProfileSummaries: [
      profile(US_NOVA, arnOf(NOVA), arnOf(NOVA, 'us-west-2')),
      profile(US_BOTH, arnOf(NOVA), arnOf(HAIKU)),
    ],
  },
};

function profile(id: string, ...arns: string[]): object {
  return {
    inferenceProfileId: id,
    inferenceProfileArn: profileArnOf(id),
    inferenceProfileName: id,
    status: 'ACTIVE',
    type: 'SYSTEM_DEFINED',
    models: arns.map((modelArn) => ({ modelArn })),
  };
}

/** A Bedrock that has those models and profiles, and answers everything but the two lists as `answer` says. */
export function withControlPlane(answer: Script): Script {
  return (request) => {
    const list = LISTS[request.call.operation];
    return list ? createReply([JSON.stringify(list)]) : answer(request);
  };
}
