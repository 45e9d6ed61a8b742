import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { get } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, callsOf, trafficOf } from '../support/traffic.js';

const ADDED = { id: 'cohere.added-v1:0', family: 'cohere-embedding', inference: 'both', profiles: ['us'] } as const;
const system = shareSystem({ sandbox: { models: [ADDED] } });
beforeEach(() => system.sandbox.forgetRequests());

async function idsFor(query: string): Promise<string[]> {
  const response = await get(system, `/vpn/bedrock/models?${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { models: { modelId: string }[] }).models.map(({ modelId }) => modelId);
}

describe('a filter', () => {
  it.each([
    ['provider=Mistral AI', ['mistral.mistral-7b-instruct-v0:2', 'mistral.mistral-large-2402-v1:0']],
    ['provider=mistral+ai', ['mistral.mistral-7b-instruct-v0:2', 'mistral.mistral-large-2402-v1:0']],
    [
      'provider=META&kind=inference-profile&streaming=true',
      ['us.meta.llama4-scout-17b-instruct-v1:0', 'us.meta.llama4-maverick-17b-instruct-v1:0'],
    ],
    [
      'provider=Cohere&outputModality=embedding&kind=foundation-model',
      ['cohere.embed-english-v3', 'cohere.embed-multilingual-v3', 'cohere.added-v1:0'],
    ],
    ['streaming=false&kind=inference-profile', ['us.cohere.added-v1:0']],
    ['needsProfile=true&provider=Amazon', ['amazon.nova-premier-v1:0']],
    ['inputModality=IMAGE&provider=Amazon&needsProfile=false', ['amazon.nova-pro-v1:0', 'amazon.nova-lite-v1:0']],
    ['provider=nobody', []],
    ['lifecycle=LEGACY', []],
    ['kind=foundation-model&provider=Cohere&callable=false', []],
  ])('leaves what fits: %s', async (query, expected) => {
    expect(await idsFor(query)).toEqual(expected);
  });

  it('of the lifecycle leaves all that are active', async () => {
    expect(await idsFor('lifecycle=active')).toEqual(await idsFor(''));
  });

  it.each([
    ['unknown=x', { unknown: 'is not a known filter' }],
    ['byProvider=Amazon', { byProvider: 'is not a known filter' }],
    ['__proto__=x', { ['__proto__']: 'is not a known filter' }],
    ['constructor=x', { constructor: 'is not a known filter' }],
    ['streaming=yes', { streaming: 'must be one of true, false' }],
    ['streaming=', { streaming: 'must be one of true, false' }],
    ['kind=model', { kind: 'must be one of foundation-model, inference-profile' }],
    ['callable=all', { callable: 'must be one of true, false, any' }],
    ['provider=', { provider: 'must have 1 to 64 characters' }],
    [`provider=${'x'.repeat(65)}`, { provider: 'must have 1 to 64 characters' }],
    ['provider=a&provider=b', { provider: 'is given more than once' }],
    [
      'kind=x&streaming=x',
      {
        kind: 'must be one of foundation-model, inference-profile',
        streaming: 'must be one of true, false',
      },
    ],
  ])('that is wrong is named, and nothing is sent: %s', async (query, details) => {
    const response = await get(system, `/bedrock/models?${query}`);
    const { error } = await expectProblem(response, 400, 'ValidationException');
    expect(error.details).toEqual(details);
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
    expect(await system.recordOf(response)).toMatchObject({ operation: 'ListModels', outcome: 'refused' });
  });
});

describe("Bedrock's own lists", () => {
  it.each([
    ['/foundation-models', 'ListFoundationModels'],
    ['/foundation-models?byProvider=amazon&byOutputModality=TEXT', 'ListFoundationModels'],
    ['/inference-profiles', 'ListInferenceProfiles'],
    ['/inference-profiles?type=APPLICATION&maxResults=10', 'ListInferenceProfiles'],
  ])('pass as they are, whatever the token grants: %s', async (path, operation) => {
    const token = await system.token({ models: [], permissions: ['bedrock:list-models'] });
    const response = await get(system, path, { token });
    const bytes = Buffer.from(await response.arrayBuffer());
    const [exchange, ...others] = callsOf(system, 'internet');
    expect(others).toEqual([]);
    expect(exchange).toMatchObject({ operation, status: 200 });
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(exchange?.responseSha256);
    expect(bytes).toEqual(exchange?.responseBody);
  });

  it('are filtered by Bedrock, with its own words for what is wrong', async () => {
    const filtered = await get(system, '/foundation-models?byProvider=Cohere');
    const { modelSummaries } = (await filtered.json()) as { modelSummaries: { providerName: string }[] };
    expect(new Set(modelSummaries.map(({ providerName }) => providerName))).toEqual(new Set(['Cohere']));
    const wrong = await get(system, '/inference-profiles?maxResults=x');
    expect(wrong.status).toBe(400);
    expect(Buffer.from(await wrong.arrayBuffer())).toEqual(callsOf(system, 'internet').at(-1)?.responseBody);
  });
});
