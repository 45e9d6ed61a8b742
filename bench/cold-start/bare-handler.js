// The least that streams from Bedrock inside Lambda: what the gateway's start is compared with.
import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';

const bedrock = new BedrockRuntimeClient();

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const { body } = await bedrock.send(new InvokeModelWithResponseStreamCommand(event));
  for await (const { chunk } of body) stream.write(chunk.bytes);
  stream.end();
});
