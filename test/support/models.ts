/** The models that have to work, each with a request of its family. `text` occurs in the answer of the stand-in. */
export const MODELS = [
  {
    name: 'Claude Opus 4.1 by its profile',
    modelId: 'us.anthropic.claude-opus-4-1-20250805-v1:0',
    body: claude('Opus, are you there?'),
    text: 'Opus, are you there?',
  },
  {
    name: 'Claude 3.5 Sonnet v2',
    modelId: 'anthropic.claude-3-5-sonnet-20241022-v2:0',
    body: claude('Sonnet, are you there?'),
    text: 'Sonnet, are you there?',
  },
  {
    name: 'Nova Premier by its profile',
    modelId: 'us.amazon.nova-premier-v1:0',
    body: {
      messages: [{ role: 'user', content: [{ text: 'Nova, are you there?' }] }],
      inferenceConfig: { maxTokens: 64 },
    },
    text: 'Nova, are you there?',
  },
  {
    name: 'Llama 4 Scout by its profile',
    modelId: 'us.meta.llama4-scout-17b-instruct-v1:0',
    body: { prompt: 'Llama, are you there?', max_gen_len: 64 },
    text: 'Llama, are you there?',
  },
] as const;

function claude(content: string): object {
  return { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content }] };
}

/** Any request that is answered, for tests that are not about models. */
export const HELLO = { modelId: MODELS[0].modelId, body: MODELS[0].body };
