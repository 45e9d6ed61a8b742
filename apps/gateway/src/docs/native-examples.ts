import type { OfferedOperation, PathLabel } from '@app/bedrock';

/** What somebody can try out as it stands: values for the labels of the path, and a body where one is sent. */
export interface NativeExample {
  readonly labels: Readonly<Partial<Record<PathLabel, string>>>;
  readonly body?: object;
}

const NOVA = 'us.amazon.nova-premier-v1:0';
const HELLO = [{ role: 'user', content: [{ text: 'Hello' }] }];

/** In Nova's own words, which are those of Converse as well. */
const CALL: NativeExample = {
  labels: { modelId: NOVA },
  body: { messages: HELLO, inferenceConfig: { maxTokens: 64 } },
};

/** An example of every operation: one without does not compile. */
export const NATIVE_EXAMPLES: Readonly<Record<OfferedOperation, NativeExample>> = {
  InvokeModel: CALL,
  InvokeModelWithResponseStream: CALL,
  Converse: CALL,
  ConverseStream: CALL,
  // AWS counts tokens for some models only, Nova not among them.
  CountTokens: {
    labels: { modelId: 'anthropic.claude-3-5-sonnet-20241022-v2:0' },
    body: { input: { converse: { messages: HELLO } } },
  },
  ApplyGuardrail: {
    labels: { guardrailIdentifier: 'abc123def456', guardrailVersion: 'DRAFT' },
    body: { source: 'INPUT', content: [{ text: { text: 'Hello' } }] },
  },
  ListFoundationModels: { labels: {} },
  GetFoundationModel: { labels: { modelIdentifier: 'amazon.nova-premier-v1:0' } },
  ListInferenceProfiles: { labels: {} },
  GetInferenceProfile: { labels: { inferenceProfileIdentifier: NOVA } },
};
