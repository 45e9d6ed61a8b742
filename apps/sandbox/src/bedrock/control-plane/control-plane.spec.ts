import {
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from '@aws-sdk/client-bedrock';
import type { BedrockClient } from '@aws-sdk/client-bedrock';
import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox.js';
import type { Sandbox } from '../../sandbox.js';
import { apiKey, controlClient, runtimeClient } from '../../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
const client = (): BedrockClient => controlClient(sandbox.urls.internet);

const nova = 'amazon.nova-lite-v1:0';
const novaArn = `arn:aws:bedrock:us-east-1::foundation-model/${nova}`;
const from = (copyFrom: string): { copyFrom: string } => ({ copyFrom });

describe('Foundation models', () => {
  it('are listed with how they can be called', async () => {
    const { modelSummaries = [] } = await client().send(new ListFoundationModelsCommand());
    const inference = new Map(modelSummaries.map((model) => [model.modelId, model.inferenceTypesSupported]));
    expect(inference.get('anthropic.claude-opus-4-1-20250805-v1:0')).toStrictEqual(['INFERENCE_PROFILE']);
    expect(inference.get('anthropic.claude-3-5-sonnet-20241022-v2:0')).toStrictEqual([
      'ON_DEMAND',
      'INFERENCE_PROFILE',
    ]);
    expect(inference.get('amazon.nova-premier-v1:0')).toStrictEqual(['INFERENCE_PROFILE']);
    expect(inference.get('meta.llama4-scout-17b-instruct-v1:0')).toStrictEqual(['INFERENCE_PROFILE']);
  });

  it('are filtered as asked', async () => {
    const meta = await client().send(
      new ListFoundationModelsCommand({ byProvider: 'meta', byInferenceType: 'ON_DEMAND' }),
    );
    expect(meta.modelSummaries?.map(({ modelId }) => modelId)).toStrictEqual(['meta.llama3-8b-instruct-v1:0']);
    const embedding = await client().send(new ListFoundationModelsCommand({ byOutputModality: 'EMBEDDING' }));
    expect(embedding.modelSummaries).toHaveLength(3);
    const tuned = await client().send(new ListFoundationModelsCommand({ byCustomizationType: 'FINE_TUNING' }));
    expect(tuned.modelSummaries).toStrictEqual([]);
  });

  it('are found one by one', async () => {
    const { modelDetails } = await client().send(new GetFoundationModelCommand({ modelIdentifier: novaArn }));
    expect(modelDetails).toMatchObject({ modelId: nova, modelArn: novaArn, responseStreamingSupported: true });
    await expect(client().send(new GetFoundationModelCommand({ modelIdentifier: 'a.b' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('Inference profiles', () => {
  it('come in pages that together are the whole list', async () => {
    const whole = await client().send(new ListInferenceProfilesCommand({ typeEquals: 'SYSTEM_DEFINED' }));
    const ids: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const token = nextToken === undefined ? {} : { nextToken };
      const command = new ListInferenceProfilesCommand({ typeEquals: 'SYSTEM_DEFINED', maxResults: 4, ...token });
      const page = await client().send(command);
      expect(page.inferenceProfileSummaries?.length).toBeLessThanOrEqual(4);
      ids.push(...(page.inferenceProfileSummaries ?? []).map(({ inferenceProfileId }) => inferenceProfileId));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(ids).toHaveLength(12);
    expect(ids).toContain('us.anthropic.claude-opus-4-1-20250805-v1:0');
    expect(ids).toStrictEqual(whole.inferenceProfileSummaries?.map(({ inferenceProfileId }) => inferenceProfileId));
  });

  it.each([{ nextToken: 'made-up' }, { maxResults: 0 }, { typeEquals: 'OTHER' as 'APPLICATION' }])(
    'refuse a list by %j',
    async (input) => {
      await expect(client().send(new ListInferenceProfilesCommand(input))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    },
  );

  it('of the system name the model in each of their regions', async () => {
    const inferenceProfileIdentifier = 'us.amazon.nova-premier-v1:0';
    const profile = await client().send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
    expect(profile).toMatchObject({
      inferenceProfileArn: `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${inferenceProfileIdentifier}`,
      type: 'SYSTEM_DEFINED',
      status: 'ACTIVE',
    });
    expect(profile.models?.map(({ modelArn }) => modelArn)).toStrictEqual([
      'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
      'arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-premier-v1:0',
      'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-premier-v1:0',
    ]);
    await expect(
      client().send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('of the account are made on one route, called on the other, and deleted', async () => {
    const command = new CreateInferenceProfileCommand({ inferenceProfileName: 'team-a', modelSource: from(novaArn) });
    const { inferenceProfileArn: arn = '', $metadata } = await client().send(command);
    expect($metadata.httpStatusCode).toBe(201);
    expect(arn).toMatch(/^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[0-9a-f]{12}$/);

    const messages = [{ role: 'user' as const, content: [{ text: 'Hi' }] }];
    const answer = await runtimeClient(sandbox.urls.vpn).send(new ConverseCommand({ modelId: arn, messages }));
    expect(answer.output?.message?.content?.[0]?.text).toContain(arn);

    await client().send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
    await expect(
      client().send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('with a taken name are a conflict, unless it is the same request again', async () => {
    const input = { inferenceProfileName: 'team-b', modelSource: from(novaArn), clientRequestToken: 'token-1' };
    const first = await client().send(new CreateInferenceProfileCommand(input));
    const again = await client().send(new CreateInferenceProfileCommand(input));
    expect(again.inferenceProfileArn).toBe(first.inferenceProfileArn);
    await expect(
      client().send(new CreateInferenceProfileCommand({ ...input, clientRequestToken: 'token-2' })),
    ).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it.each([
    ['of a name with a slash', { inferenceProfileName: 'a/b', modelSource: from(novaArn) }],
    ['of an id instead of an ARN', { inferenceProfileName: 'x', modelSource: from(nova) }],
    [
      'of a model without on-demand throughput',
      {
        inferenceProfileName: 'x',
        modelSource: from('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0'),
      },
    ],
  ])('are not made %s', async (_, input) => {
    await expect(client().send(new CreateInferenceProfileCommand(input))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('are made of system-defined ones too, but not of the account’s own', async () => {
    const premier = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-premier-v1:0';
    const command = new CreateInferenceProfileCommand({ inferenceProfileName: 'team-c', modelSource: from(premier) });
    const { inferenceProfileArn: arn = '' } = await client().send(command);
    const profile = await client().send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
    expect(profile.models).toHaveLength(3);
    await expect(
      client().send(new CreateInferenceProfileCommand({ inferenceProfileName: 'x', modelSource: from(arn) })),
    ).rejects.toThrow('An application inference profile cannot be copied.');
  });
});
