import { BedrockRuntime } from '@aws-sdk/client-bedrock-runtime';

async function probe({ endpoint, token, modelId, prompt }) {
  const authSchemePreference = ['httpBearerAuth'];
  const client = new BedrockRuntime({ endpoint, token: { token }, authSchemePreference, region: 'us-east-1' });
  const messages = [{ role: 'user', content: [{ text: prompt }] }];
  const error = await client.converse({ modelId, messages }).catch((caught) => caught);
  const { name: type, $metadata, constructor } = error;
  return { status: $metadata.httpStatusCode, type, shown: type, hasOwnClass: constructor.name === type };
}

process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(process.env.CASES).map(probe))));
