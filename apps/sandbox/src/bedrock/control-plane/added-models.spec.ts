import * as control from '@aws-sdk/client-bedrock';
import {
  CreateInferenceProfileCommand,
  GetFoundationModelCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock';
import { ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox.js';
import type { AddedModel, Sandbox } from '../../sandbox.js';
import { claudeBody } from '../../testing/messages.js';
import { apiKey, controlClient, runtimeClient } from '../../testing/sdk-clients.js';

const lonely = 'anthropic.claude-lonely-v1:0';
const models: AddedModel[] = [
  { id: lonely, family: 'claude', inference: 'profile-only' },
  { id: 'amazon.nova-extra-v1:0', family: 'nova', inference: 'both', name: 'Nova Extra', profiles: ['us', 'global'] },
];

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey, models })));
afterAll(() => sandbox.close());

const modelSource = { copyFrom: `arn:aws:bedrock:us-east-1::foundation-model/${lonely}` };

describe('A model that a test adds', () => {
  it('is listed and found beside the usual ones, with its profiles', async () => {
    const client = controlClient(sandbox.urls.vpn);
    const { modelSummaries = [] } = await client.send(new ListFoundationModelsCommand());
    expect(modelSummaries).toHaveLength(19);
    const { modelDetails } = await client.send(new GetFoundationModelCommand({ modelIdentifier: lonely }));
    expect(modelDetails).toMatchObject({ modelName: lonely, inferenceTypesSupported: ['INFERENCE_PROFILE'] });
    const { inferenceProfileSummaries = [] } = await client.send(new ListInferenceProfilesCommand());
    const added = inferenceProfileSummaries.map(({ inferenceProfileId }) => inferenceProfileId).slice(12);
    expect(added).toStrictEqual(['us.amazon.nova-extra-v1:0', 'global.amazon.nova-extra-v1:0']);
  });

  it('is no model of another sandbox', async () => {
    await using other = await startSandbox({ bedrockApiKey: apiKey });
    const { modelSummaries } = await controlClient(other.urls.vpn).send(new ListFoundationModelsCommand());
    expect(modelSummaries).toHaveLength(17);
  });

  it('that has no profile is called by one that is made of it, and a second one of that name is a conflict', async () => {
    const runtime = runtimeClient(sandbox.urls.internet);
    const body = claudeBody('Hi');
    await expect(runtime.send(new InvokeModelCommand({ modelId: lonely, body }))).rejects.toThrow(
      'with on-demand throughput isn’t supported',
    );
    const create = async (clientRequestToken: string): Promise<string> => {
      const input = { inferenceProfileName: 'lonely', modelSource, clientRequestToken };
      const answer = await controlClient(sandbox.urls.vpn).send(new CreateInferenceProfileCommand(input));
      return answer.inferenceProfileArn ?? '';
    };
    const outcomes = await Promise.allSettled([create('one'), create('two')]);
    expect(outcomes.map(({ status }) => status).toSorted()).toStrictEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { name: 'ConflictException', $metadata: { httpStatusCode: 400 } },
    });
    const modelId = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : '')).join('');
    expect(modelId).toContain(':application-inference-profile/');
    const messages = [{ role: 'user' as const, content: [{ text: 'Hi' }] }];
    expect((await runtime.send(new ConverseCommand({ modelId, messages }))).stopReason).toBe('end_turn');
  });
});

describe('The lists', () => {
  it('of models say everything that the SDK knows of a model', async () => {
    const { modelSummaries = [] } = await controlClient(sandbox.urls.internet).send(new ListFoundationModelsCommand());
    const known = (control.FoundationModelSummary$ as unknown as unknown[])[4];
    for (const summary of modelSummaries)
      expect(Object.keys(summary).toSorted()).toStrictEqual([...(known as string[])].toSorted());
    const modalities = new Map(modelSummaries.map((model) => [model.modelId, model.inputModalities]));
    expect(modalities.get('anthropic.claude-3-haiku-20240307-v1:0')).toStrictEqual(['TEXT', 'IMAGE']);
    expect(modalities.get('amazon.nova-micro-v1:0')).toStrictEqual(['TEXT']);
    expect(modelSummaries[0]?.modelLifecycle).toMatchObject({
      status: 'ACTIVE',
      startOfLifeTime: expect.any(Date) as Date,
    });
  });

  it('of profiles are of one type: the system’s own unless the account’s are asked for', async () => {
    const client = controlClient(sandbox.urls.internet);
    await client.send(new CreateInferenceProfileCommand({ inferenceProfileName: 'mine', modelSource }));
    const typesIn = async (input: control.ListInferenceProfilesCommandInput): Promise<unknown> => {
      const { inferenceProfileSummaries = [] } = await client.send(new ListInferenceProfilesCommand(input));
      return [...new Set(inferenceProfileSummaries.map(({ type }) => type))];
    };
    expect(await typesIn({})).toStrictEqual(['SYSTEM_DEFINED']);
    expect(await typesIn({ typeEquals: 'SYSTEM_DEFINED' })).toStrictEqual(['SYSTEM_DEFINED']);
    expect(await typesIn({ typeEquals: 'APPLICATION' })).toStrictEqual(['APPLICATION']);
  });
});
