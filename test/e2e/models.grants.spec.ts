import { beforeEach, describe, expect, it } from 'vitest';
import { expectNativeProblem } from '../support/expect-native-problem.js';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { converse, LISTS, seen } from '../support/profile-calls.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { startSystem } from '../support/system.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
const HAIKU_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU}`;
const PROFILE_ARN = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${HAIKU}`;

interface ListedModel {
  readonly modelId: string;
  readonly callable: boolean;
}

async function list(models: readonly string[], query = ''): Promise<readonly ListedModel[]> {
  const response = await get(system, `/bedrock/models${query}`, { token: await system.token({ models }) });
  expect(response.status).toBe(200);
  return ((await response.json()) as { models: ListedModel[] }).models;
}

describe('the list has what the token grants, and no other', () => {
  it.each([
    [['us.amazon.nova-premier*'], ['us.amazon.nova-premier-v1:0']],
    [['*premier*'], ['amazon.nova-premier-v1:0', 'us.amazon.nova-premier-v1:0']],
    // A model that is granted may be called by every profile that leads nowhere else.
    [['amazon.nova-premier-v1:0'], ['amazon.nova-premier-v1:0', 'us.amazon.nova-premier-v1:0']],
    [['anthropic.claude-3-haiku*'], [HAIKU, `us.${HAIKU}`]],
    [
      ['anthropic.claude-sonnet-4-*'],
      [
        'anthropic.claude-sonnet-4-20250514-v1:0',
        'us.anthropic.claude-sonnet-4-20250514-v1:0',
        'global.anthropic.claude-sonnet-4-20250514-v1:0',
      ],
    ],
    // A profile that is granted says nothing of the model behind it.
    [['us.anthropic.claude-3-haiku*'], [`us.${HAIKU}`]],
    [
      ['cohere.*', 'mistral.mistral-7b*'],
      ['mistral.mistral-7b-instruct-v0:2', 'cohere.embed-english-v3', 'cohere.embed-multilingual-v3'],
    ],
    [[], []],
    [['nobody.*'], []],
  ])('%j', async (globs, expected) => {
    const models = await list(globs);
    expect(models.map(({ modelId }) => modelId).toSorted()).toEqual(expected.toSorted());
    expect(models.every(({ callable }) => callable)).toBe(true);
  });

  it('unless all are asked for: it says of each whether it is granted', async () => {
    const everything = await list(['*'], '?callable=any');
    const models = await list(['anthropic.claude-3-haiku*'], '?callable=any');
    expect(models.map(({ modelId }) => modelId)).toEqual(everything.map(({ modelId }) => modelId));
    expect(models.filter(({ callable }) => callable).map(({ modelId }) => modelId)).toEqual([HAIKU, `us.${HAIKU}`]);
    const others = await list(['anthropic.claude-3-haiku*'], '?callable=false');
    expect(others).toHaveLength(models.length - 2);
    expect(others.some(({ callable }) => callable)).toBe(false);
  });

  it('and what the list calls callable can be called, and nothing else', async () => {
    const globs = ['anthropic.claude-3-haiku*', 'us.amazon.nova-lite*', 'meta.llama4-scout*'];
    const token = await system.token({ models: globs });
    for (const { modelId, callable } of await list(globs, '?callable=any&outputModality=TEXT')) {
      const { status } = await converse(system, modelId, { token });
      expect({ modelId, status }).toEqual({ modelId, status: callable ? 200 : 403 });
    }
  });
});

describe('a token that grants a model', () => {
  it.each([
    ['by its ARN', HAIKU_ARN],
    ['by its profile', `us.${HAIKU}`],
    ['by the ARN of its profile', PROFILE_ARN],
  ])('lets it be called %s', async (_, modelId) => {
    const token = await system.token({ models: ['anthropic.*'] });
    expect((await converse(system, modelId, { token })).status).toBe(200);
    const response = await post(system, '/vpn/bedrock/invoke', { ...HELLO, modelId }, { token });
    expect(response.status).toBe(200);
    expect((await get(system, `/bedrock/models/${encodeURIComponent(modelId)}`, { token })).status).toBe(200);
  });

  it.each([
    ['another model', 'amazon.nova-lite-v1:0'],
    ['the profile of another model', 'us.amazon.nova-lite-v1:0'],
    ['the ARN of another model', 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'],
    ['a profile that nobody knows', 'us.anthropic.claude-unknown-v1:0'],
    [
      'an application profile that is not there',
      PROFILE_ARN.replace(':inference-profile/us.', ':application-inference-profile/x'),
    ],
    ['provisioned throughput', 'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl'],
  ])('does not let be called %s', async (_, modelId) => {
    const token = await system.token({ models: ['anthropic.*'] });
    const response = await converse(system, modelId, { token });
    expect(await expectNativeProblem(response, 403, 'AccessDeniedException')).toBe(
      'The token does not grant this model',
    );
    expect(seen(system).filter((call) => call.startsWith('Converse'))).toEqual([]);
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'Converse',
      modelId,
      outcome: 'refused',
      statusCode: 403,
      attempts: [],
    });
    const seed = await post(system, '/bedrock/invoke', { ...HELLO, modelId }, { token });
    await expectProblem(seed, 403, 'AccessDeniedException');
    expect(seen(system).filter((call) => call.startsWith('Invoke'))).toEqual([]);
  });

  it('asks nobody where the id itself settles it', async () => {
    // One that has read no list yet.
    await using fresh = await startSystem();
    for (const modelId of ['amazon.nova-lite-v1:0', 'mistral.mistral-7b-instruct-v0:2']) {
      const token = await fresh.token({ models: ['anthropic.*'] });
      expect((await converse(fresh, modelId, { token })).status).toBe(403);
    }
    const token = await fresh.token({ models: [] });
    expect((await converse(fresh, `us.${HAIKU}`, { token })).status).toBe(403);
    expect(trafficOf(fresh, 'internet')).toEqual(NO_TRAFFIC);
  });

  it('has what is behind a profile looked up on record, and by the way of the request', async () => {
    await using fresh = await startSystem();
    const token = await fresh.token({ models: ['amazon.*'] });
    const headers = { 'x-data-classification': 'cui' };
    const denied = await converse(fresh, `us.${HAIKU}`, { token, headers });
    await expectNativeProblem(denied, 403, 'AccessDeniedException');
    expect(seen(fresh, 'vpn')).toEqual(LISTS);
    expect(trafficOf(fresh, 'internet')).toEqual(NO_TRAFFIC);
    const records = await fresh.records();
    expect(records).toMatchObject([{ operation: 'Converse', modelId: `us.${HAIKU}`, outcome: 'refused' }]);
  });
});

describe('the path of one model', () => {
  it.each([HAIKU, 'anthropic.claude-v1', HAIKU_ARN, `us.${HAIKU}`, PROFILE_ARN])(
    'is a 403 for one that the token does not grant, whether there is one or not: %s',
    async (id) => {
      const token = await system.token({ models: ['us.amazon.*'] });
      const response = await get(system, `/bedrock/models/${encodeURIComponent(id)}`, { token });
      await expectProblem(response, 403, 'AccessDeniedException');
      expect(await system.recordOf(response)).toMatchObject({ operation: 'GetModel', statusCode: 403 });
    },
  );
});
