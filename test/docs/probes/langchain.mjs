import { ChatBedrockConverse } from '@langchain/aws';

async function probe({ endpoint, token, modelId, prompt }) {
  const clientOptions = { endpointProvider: () => ({ url: new URL(endpoint) }) };
  const fields = { clientOptions, bedrockBearerToken: token, region: 'us-east-1' };
  const error = await new ChatBedrockConverse({ ...fields, model: modelId }).invoke(prompt).catch((caught) => caught);
  const { name: type, $metadata, constructor } = error;
  return { status: $metadata.httpStatusCode, type, shown: type, hasOwnClass: constructor.name === type };
}

process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(process.env.CASES).map(probe))));
