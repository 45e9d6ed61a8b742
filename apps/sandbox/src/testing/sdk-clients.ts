import { BedrockClient } from '@aws-sdk/client-bedrock';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { onTestFinished } from 'vitest';

/** The key and the access key that the specs give to the sandbox and to clients. */
export const apiKey = 'ABSKtest-key';
export const accessKey = { accessKeyId: 'AKIATEST', secretAccessKey: 'test-secret' };

/** A Bedrock runtime client as users make it (HTTP/2), with the bearer key, without retries; closed with the test. */
export function runtimeClient(endpoint: string, config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  const bearer = { token: { token: apiKey }, authSchemePreference: ['httpBearerAuth'] };
  const auth = config.credentials === undefined ? bearer : { authSchemePreference: ['sigv4'] };
  const client = new BedrockRuntimeClient({ endpoint, region: 'us-east-1', maxAttempts: 1, ...auth, ...config });
  onTestFinished(() => client.destroy());
  return client;
}

/** The same over HTTP/1.1. */
export function runtimeClientHttp1(endpoint: string, config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  return runtimeClient(endpoint, { requestHandler: new NodeHttpHandler(), ...config });
}

/** A Bedrock control-plane client with the bearer key. */
export function controlClient(endpoint: string): BedrockClient {
  const auth = { token: { token: apiKey }, authSchemePreference: ['httpBearerAuth'] };
  const client = new BedrockClient({ endpoint, region: 'us-east-1', maxAttempts: 1, ...auth });
  onTestFinished(() => client.destroy());
  return client;
}

/** A DynamoDB client of the GovCloud side. */
export function dynamoDbClient(endpoint: string): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region: 'us-gov-west-1', maxAttempts: 1, credentials: accessKey });
  onTestFinished(() => client.destroy());
  return client;
}

/** A Secrets Manager client of the GovCloud side. */
export function secretsClient(endpoint: string): SecretsManagerClient {
  const client = new SecretsManagerClient({
    endpoint,
    region: 'us-gov-west-1',
    maxAttempts: 1,
    credentials: accessKey,
  });
  onTestFinished(() => client.destroy());
  return client;
}
