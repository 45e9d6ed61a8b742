import type { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { ANTHROPIC_CASES, type AnthropicCase } from '../cases/anthropic-cases.js';
import type { ConformanceCase, ConformanceClient, Target } from '../harness/conformance-client.js';
import { FETCH_SOCKET } from '../harness/mask.js';
import { collect } from '../harness/observe.js';
import { importOptional, missingPackage } from '../harness/optional-module.js';

const PACKAGE = '@anthropic-ai/bedrock-sdk';

/** What the environment variables `ANTHROPIC_BEDROCK_BASE_URL` and `AWS_BEARER_TOKEN_BEDROCK` come to. */
async function connect({ endpoint, token }: Target): Promise<AnthropicBedrock> {
  const sdk = await importOptional<typeof import('@anthropic-ai/bedrock-sdk')>(PACKAGE);
  return new sdk.AnthropicBedrock({ baseURL: endpoint, apiKey: token, awsRegion: 'us-east-1' });
}

async function createWhole(client: AnthropicBedrock, { input }: AnthropicCase): Promise<unknown> {
  const { data, response, request_id } = await client.messages.create(input).withResponse();
  return { data, request_id, status: response.status, headers: response.headers };
}

async function createStream(client: AnthropicBedrock, { input }: AnthropicCase): Promise<unknown> {
  const call = client.messages.create({ ...input, stream: true });
  const { data, response, request_id } = await call.withResponse();
  return { ...(await collect(data)), request_id, status: response.status, headers: response.headers };
}

function toCase(theCase: AnthropicCase): ConformanceCase {
  const create = theCase.operation === 'InvokeModel' ? createWhole : createStream;
  return { ...theCase, run: async (target) => create(await connect(target), theCase) };
}

/** Anthropic's own client for Bedrock, which Claude Code is built on. */
export const anthropicBedrock: ConformanceClient = {
  name: PACKAGE,
  cases: ANTHROPIC_CASES.map(toCase),
  perCall: [FETCH_SOCKET],
  missing: () => missingPackage(PACKAGE),
};
