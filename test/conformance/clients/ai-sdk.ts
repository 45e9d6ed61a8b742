import type { AmazonBedrockProvider } from '@ai-sdk/amazon-bedrock';
import { AI_SDK_CASES, type AiSdkCase, type AiSdkInput } from '../cases/ai-sdk-cases.js';
import { CITY_SCHEMA } from '../cases/media.js';
import type { ConformanceCase, ConformanceClient, PerCallField, Target } from '../harness/conformance-client.js';
import { FETCH_SOCKET } from '../harness/mask.js';
import { collect } from '../harness/observe.js';
import { importOptional, missingPackage } from '../harness/optional-module.js';

type Ai = typeof import('ai');

const PACKAGE = '@ai-sdk/amazon-bedrock';
const thinking = { amazonBedrock: { reasoningConfig: { type: 'enabled', budgetTokens: 1024 } } } as const;

const PER_CALL: readonly PerCallField[] = [
  { keys: ['callId'], reason: 'the SDK draws a random id for each call' },
  { keys: ['events', 'id'], form: /^aitxt-/, reason: 'the SDK draws a random id for each text of a second step' },
  { keys: ['response', 'timestamp'], reason: 'the moment of the answer, from its header `date`' },
  FETCH_SOCKET,
  { keys: ['performance'], reason: 'how long the call took' },
];

async function connect({ endpoint, token }: Target): Promise<{ ai: Ai; provider: AmazonBedrockProvider }> {
  const ai = await importOptional<Ai>('ai');
  const sdk = await importOptional<typeof import('@ai-sdk/amazon-bedrock')>(PACKAGE);
  return { ai, provider: sdk.createAmazonBedrock({ baseURL: endpoint, apiKey: token, region: 'us-east-1' }) };
}

type Settings = Parameters<Ai['generateText']>[0];

function settingsOf({ ai, provider }: { ai: Ai; provider: AmazonBedrockProvider }, input: AiSdkInput): Settings {
  const { modelId, messages, instructions, withTool, thinks, maxRetries } = input;
  const weather = ai.tool({
    description: 'Tells the weather',
    inputSchema: ai.jsonSchema<{ city: string }>(CITY_SCHEMA as never),
    execute: ({ city }) => ({ city, sky: 'clear' }),
  });
  return {
    model: provider(modelId),
    messages,
    ...(instructions === undefined ? {} : { instructions }),
    ...(withTool === true ? { tools: { weather }, stopWhen: ai.isStepCount(2) } : {}),
    ...(thinks === true ? { providerOptions: thinking } : { maxOutputTokens: 64 }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
  };
}

const RUN: { readonly [O in AiSdkCase['operation']]: (target: Target, input: AiSdkInput) => Promise<unknown> } = {
  Converse: async (target, input) => {
    const connected = await connect(target);
    const { steps, text, usage, warnings } = await connected.ai.generateText(settingsOf(connected, input));
    return { steps, text, usage, warnings };
  },
  ConverseStream: async (target, input) => {
    const connected = await connect(target);
    const { stream } = connected.ai.streamText({ ...settingsOf(connected, input), onError: () => undefined });
    return collect(stream);
  },
  InvokeModel: async (target, { modelId }) => {
    const { ai, provider } = await connect(target);
    return ai.embed({ model: provider.embedding(modelId), value: 'Hello' });
  },
};

function toCase(theCase: AiSdkCase): ConformanceCase {
  return { ...theCase, run: (target) => RUN[theCase.operation](target, theCase.input) };
}

/** Vercel's AI SDK with its provider for Bedrock. */
export const aiSdk: ConformanceClient = {
  name: PACKAGE,
  cases: AI_SDK_CASES.map(toCase),
  perCall: PER_CALL,
  missing: () => missingPackage(PACKAGE),
};
