import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { generateText } from 'ai';

async function probe({ endpoint, token, modelId, prompt }) {
  const amazonBedrock = createAmazonBedrock({ baseURL: endpoint, apiKey: token, region: 'us-east-1' });
  const error = await generateText({ model: amazonBedrock(modelId), prompt }).catch((caught) => caught);
  const { statusCode: status, responseHeaders } = error.lastError ?? error;
  return { status, type: responseHeaders['x-amzn-errortype'], shown: error.name };
}

process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(process.env.CASES).map(probe))));
