/** The Bedrock operations the gateway may call. Default deny: what is not named here cannot be sent. */
export type BedrockOperation =
  | 'InvokeModel'
  | 'InvokeModelWithResponseStream'
  | 'ListFoundationModels'
  | 'GetFoundationModel'
  | 'ListInferenceProfiles'
  | 'GetInferenceProfile';
