import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { LANGCHAIN_CASES, type LangChainCase, type LangChainInput } from '../cases/langchain-cases.js';
import { CITY_SCHEMA } from '../cases/media.js';
import type { ConformanceCase, ConformanceClient, Target } from '../harness/conformance-client.js';
import { collect } from '../harness/observe.js';
import { importOptional, missingPackage } from '../harness/optional-module.js';
import { SDK_PER_CALL_OVER_HTTP2, settingsFor } from './aws-sdk.js';

type LangChain = typeof import('@langchain/aws');
type Messages = typeof import('@langchain/core/messages');
type Chat = Pick<InstanceType<LangChain['ChatBedrockConverse']>, 'invoke' | 'stream'>;
type ChatInput = Parameters<Chat['invoke']>[0];

const PACKAGE = '@langchain/aws';
const tools = [{ name: 'weather', description: 'Tells the weather', schema: CITY_SCHEMA }];

/** Its own option for an endpoint knows HTTPS only; a client of one's own is what it offers for all else. */
function chatModel(sdk: LangChain, client: BedrockRuntimeClient, input: LangChainInput): Chat {
  const { model, withTool, fields } = input;
  const chat = new sdk.ChatBedrockConverse({ client, model, region: 'us-east-1', maxTokens: 64, ...fields });
  return withTool === true ? chat.bindTools(tools) : chat;
}

type Run = (sdk: LangChain, client: BedrockRuntimeClient, input: LangChainInput) => Promise<unknown>;

const RUN: { readonly [O in LangChainCase['operation']]: Run } = {
  Converse: async (sdk, client, input) => chatModel(sdk, client, input).invoke(await messagesOf(input)),
  ConverseStream: async (sdk, client, input) =>
    collect(await chatModel(sdk, client, input).stream(await messagesOf(input))),
  InvokeModel: (sdk, client, { model }) => new sdk.BedrockEmbeddings({ client, model }).embedQuery('Hello'),
};

async function messagesOf({ messages }: LangChainInput): Promise<ChatInput> {
  const { coerceMessageLikeToMessage } = await importOptional<Messages>('@langchain/core/messages');
  return messages.map((message) => coerceMessageLikeToMessage(message as never));
}

async function run(target: Target, { operation, input }: LangChainCase): Promise<unknown> {
  const sdk = await importOptional<LangChain>(PACKAGE);
  const client = new BedrockRuntimeClient(settingsFor(target));
  try {
    return await RUN[operation](sdk, client, input);
  } finally {
    client.destroy();
  }
}

function toCase(theCase: LangChainCase): ConformanceCase {
  return { ...theCase, run: (target) => run(target, theCase) };
}

/** LangChain's chat model and embeddings for Bedrock. */
export const langChain: ConformanceClient = {
  name: PACKAGE,
  cases: LANGCHAIN_CASES.map(toCase),
  perCall: SDK_PER_CALL_OVER_HTTP2,
  missing: () => missingPackage(PACKAGE),
};
