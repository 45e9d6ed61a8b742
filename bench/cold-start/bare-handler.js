// The least that streams from Bedrock inside Lambda: what the gateway's start is compared with.
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';

// The client's own choice is HTTP/2, which the upstream of the measurements does not speak.
const bedrock = new BedrockRuntimeClient({ requestHandler: new NodeHttpHandler() });

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const { stream: events } = await bedrock.send(new ConverseStreamCommand(event));
  for await (const part of events) stream.write(JSON.stringify(part));
  stream.end();
});
