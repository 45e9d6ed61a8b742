import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';

async function probe({ endpoint, token, modelId, prompt }) {
  const client = new AnthropicBedrock({ baseURL: endpoint, apiKey: token });
  const request = { model: modelId, max_tokens: 64, messages: [{ role: 'user', content: prompt }] };
  const error = await client.messages.create(request).catch((caught) => caught);
  return { status: error.status, type: error.headers.get('x-amzn-errortype'), shown: error.constructor.name };
}

process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(process.env.CASES).map(probe))));
