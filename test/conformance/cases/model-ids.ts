/** The region and account that the stand-in plays. */
const REGION = 'us-east-1';
const ACCOUNT = '123456789012';

/** Models that take part in the cases: one of each family that the stand-in speaks. */
export const CLAUDE = 'us.anthropic.claude-opus-4-1-20250805-v1:0';
export const NOVA = 'us.amazon.nova-premier-v1:0';
export const LLAMA = 'us.meta.llama4-scout-17b-instruct-v1:0';
export const MISTRAL = 'mistral.mistral-7b-instruct-v0:2';
export const TITAN_EMBEDDING = 'amazon.titan-embed-text-v2:0';
export const COHERE_EMBEDDING = 'cohere.embed-english-v3';

/** A model of Claude that is called by its own id. */
export const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';

/** The application profile that is made before the cases run; the stand-in derives its id from its name. */
export const APPLICATION_PROFILE = {
  name: 'conformance',
  copyFrom: `arn:aws:bedrock:${REGION}::foundation-model/${HAIKU}`,
  arn: `arn:aws:bedrock:${REGION}:${ACCOUNT}:application-inference-profile/6c1d6cedf276`,
};

/** A model of Claude under every kind of id by which it can be called. */
export const CALLABLE_IDS = [
  ['model id with a version', HAIKU],
  ['profile id', CLAUDE],
  ['global profile id', 'global.anthropic.claude-sonnet-4-20250514-v1:0'],
  ['foundation-model ARN', APPLICATION_PROFILE.copyFrom],
  ['inference-profile ARN', `arn:aws:bedrock:${REGION}:${ACCOUNT}:inference-profile/${CLAUDE}`],
  ['application-inference-profile ARN', APPLICATION_PROFILE.arn],
] as const;

/** Ids of kinds that the stand-in has none of: what it says to them has to come back all the same. */
export const UNKNOWN_IDS = [
  ['provisioned-model ARN', `arn:aws:bedrock:${REGION}:${ACCOUNT}:provisioned-model/abc123def456`],
  ['imported-model ARN', `arn:aws:bedrock:${REGION}:${ACCOUNT}:imported-model/abc123def456`],
  ['prompt ARN', `arn:aws:bedrock:${REGION}:${ACCOUNT}:prompt/ABCDEFGHIJ:1`],
  ['id of no model', 'anthropic.claude-9-nothing-v1:0'],
] as const;
