import { BedrockClient, GetInferenceProfileCommand, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import {
  BedrockRuntimeClient,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { describe, expect, it } from 'vitest';
import { buildTarget } from './build-target.js';

const GUARDRAIL_ARN = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123';
const PROFILE_ARN = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0';

describe('buildTarget', () => {
  it('refuses an operation that needs an id without one', () => {
    expect(() => buildTarget({ operation: 'InvokeModel' })).toThrow(expect.objectContaining({ reason: 'empty' }));
  });

  it('refuses an id that is none, whoever has checked it before', () => {
    expect(() => buildTarget({ operation: 'GetFoundationModel', modelId: '../x' })).toThrow('not-an-id');
  });

  it('encodes the id once', () => {
    expect(buildTarget({ operation: 'InvokeModel', modelId: PROFILE_ARN }).pathAndQuery).toBe(
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/invoke',
    );
  });

  it('fills every label of a path, each encoded once', () => {
    const labels = { guardrailIdentifier: GUARDRAIL_ARN, guardrailVersion: 'DRAFT' };
    expect(buildTarget({ operation: 'ApplyGuardrail', labels }).pathAndQuery).toBe(
      '/guardrail/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aguardrail%2Fabc123/version/DRAFT/apply',
    );
  });

  it('refuses an operation without one of its labels, or with a value that it cannot have', () => {
    const guardrailIdentifier = 'abc123';
    expect(() => buildTarget({ operation: 'ApplyGuardrail', labels: { guardrailIdentifier } })).toThrow(
      expect.objectContaining({ label: 'guardrailVersion' }),
    );
    const labels = { guardrailIdentifier, guardrailVersion: '1/apply?' };
    expect(() => buildTarget({ operation: 'ApplyGuardrail', labels })).toThrow('guardrailVersion');
  });

  it('appends the query, encoded', () => {
    const query = { byProvider: 'a b&c', maxResults: '5' };
    expect(buildTarget({ operation: 'ListFoundationModels', query })).toEqual({
      path: '/foundation-models',
      query,
      pathAndQuery: '/foundation-models?byProvider=a%20b%26c&maxResults=5',
    });
  });
});

describe('the path of every kind of operation is what the AWS SDK sends', () => {
  it.each(['anthropic.claude-3-haiku-20240307-v1:0', PROFILE_ARN])('for %s', async (modelId) => {
    expect(buildTarget({ operation: 'InvokeModel', modelId }).path).toBe(
      await sentByRuntime((client) => client.send(new InvokeModelCommand({ modelId, body: '{}' }))),
    );
    expect(buildTarget({ operation: 'InvokeModelWithResponseStream', modelId }).path).toBe(
      await sentByRuntime((client) => client.send(new InvokeModelWithResponseStreamCommand({ modelId, body: '{}' }))),
    );
    expect(buildTarget({ operation: 'GetInferenceProfile', modelId }).path).toBe(
      await sentByControl((client) =>
        client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: modelId })),
      ),
    );
  });

  it('for a list', async () => {
    expect(buildTarget({ operation: 'ListFoundationModels' }).path).toBe(
      await sentByControl((client) => client.send(new ListFoundationModelsCommand({}))),
    );
  });
});

const SDK_OPTIONS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret' },
  maxAttempts: 1,
};

async function sentByRuntime(send: (client: BedrockRuntimeClient) => Promise<unknown>): Promise<string> {
  const recorder = new PathRecorder();
  await send(new BedrockRuntimeClient({ ...SDK_OPTIONS, requestHandler: recorder })).catch(() => undefined);
  return recorder.path;
}

async function sentByControl(send: (client: BedrockClient) => Promise<unknown>): Promise<string> {
  const recorder = new PathRecorder();
  await send(new BedrockClient({ ...SDK_OPTIONS, requestHandler: recorder })).catch(() => undefined);
  return recorder.path;
}

/** Stands where the SDK would open a socket. */
class PathRecorder {
  path = '';

  handle(request: { readonly path: string }): Promise<never> {
    this.path = request.path;
    return Promise.reject(new Error('nothing is sent in this test'));
  }
}
