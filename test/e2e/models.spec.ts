import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { get } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { NO_TRAFFIC, callsOf, trafficOf } from '../support/traffic.js';

const system = shareSystem();
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

const ACCOUNT_ARN = 'arn:aws:bedrock:us-east-1:123456789012';
const FOUNDATION_ARN = 'arn:aws:bedrock:us-east-1::foundation-model';

const PREMIER = {
  modelId: 'us.amazon.nova-premier-v1:0',
  arn: `${ACCOUNT_ARN}:inference-profile/us.amazon.nova-premier-v1:0`,
  name: 'US Nova Premier',
  kind: 'inference-profile',
  provider: 'Amazon',
  inputModalities: ['TEXT', 'IMAGE'],
  outputModalities: ['TEXT'],
  streaming: true,
  lifecycle: 'ACTIVE',
  models: [
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
    'arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-premier-v1:0',
    'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-premier-v1:0',
  ],
  callable: true,
};

/** It runs by a profile only: the list says by which. */
const BARE_PREMIER = {
  modelId: 'amazon.nova-premier-v1:0',
  arn: `${FOUNDATION_ARN}/amazon.nova-premier-v1:0`,
  name: 'Nova Premier',
  kind: 'foundation-model',
  provider: 'Amazon',
  inputModalities: ['TEXT', 'IMAGE'],
  outputModalities: ['TEXT'],
  streaming: true,
  needsProfile: true,
  inferenceProfileId: 'us.amazon.nova-premier-v1:0',
  lifecycle: 'ACTIVE',
  callable: true,
};

const HAIKU = {
  modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
  arn: `${FOUNDATION_ARN}/anthropic.claude-3-haiku-20240307-v1:0`,
  name: 'Claude 3 Haiku',
  kind: 'foundation-model',
  provider: 'Anthropic',
  inputModalities: ['TEXT', 'IMAGE'],
  outputModalities: ['TEXT'],
  streaming: true,
  needsProfile: false,
  lifecycle: 'ACTIVE',
  callable: true,
};

async function list(path = '/bedrock/models', models: readonly string[] = ['*']): Promise<{ modelId: string }[]> {
  const response = await get(system, path, { token: await system.token({ models }) });
  expect(response.status).toBe(200);
  return ((await response.json()) as { models: { modelId: string }[] }).models;
}

describe('the list of models', () => {
  it('has foundation models and profiles, each by the id to call it by', async () => {
    const models = await list();
    expect(models).toEqual(expect.arrayContaining([HAIKU, PREMIER, BARE_PREMIER]));
    expect(models.find(({ modelId }) => modelId === 'amazon.titan-embed-text-v2:0')).toMatchObject({
      streaming: false,
    });
    expect(new Set(models.map(({ modelId }) => modelId)).size).toBe(models.length);
  });

  it.each([
    ['/internet', 'internet'],
    ['/v1/internet', 'internet'],
    ['/vpn', 'vpn'],
    ['/v1/vpn', 'vpn'],
    ['', 'internet'],
    ['/v1', 'internet'],
  ] as const)('comes by the route of its prefix: "%s"', async (prefix, route) => {
    const response = await get(system, `${prefix}/bedrock/models`);
    expect(response.status).toBe(200);
    expect(new Set(callsOf(system, route).map(({ operation }) => operation))).toEqual(
      new Set(['ListFoundationModels', 'ListInferenceProfiles']),
    );
    expect(trafficOf(system, route === 'vpn' ? 'internet' : 'vpn')).toEqual(NO_TRAFFIC);
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'ListModels',
      outcome: 'complete',
      statusCode: 200,
      routingMethod: route,
      requestedRoute: prefix.includes(route) ? route : 'auto',
    });
  });

  it('falls back as any other request does, and says what failed where both routes fail', async () => {
    await system.sandbox.faults.set('internet', { fault: 'down' });
    expect(await list()).toEqual(expect.arrayContaining([PREMIER]));
    await system.sandbox.faults.set('vpn', { fault: 'down' });
    const response = await get(system, '/vpn/bedrock/models');
    await expectProblem(response, 502, 'UpstreamException');
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'ListModels',
      outcome: 'failed',
      statusCode: 502,
    });
  });

  it("passes Bedrock's own refusal on", async () => {
    await system.sandbox.faults.set('internet', { fault: 'denied', times: 1 });
    const { error } = await expectProblem(await get(system, '/internet/bedrock/models'), 403, 'AccessDeniedException');
    expect(error.message).toBe("You don't have access to the model with the specified model ID.");
  });
});

describe('one model', () => {
  it.each([
    ['a profile id', PREMIER.modelId, PREMIER],
    ['a profile id, every colon encoded', 'us.amazon.nova-premier-v1%3A0', PREMIER],
    ['a profile id, every letter encoded', PREMIER.modelId.replaceAll(/./g, percentEncode), PREMIER],
    ['the ARN of a profile', encodeURIComponent(PREMIER.arn), PREMIER],
    ['the ARN of a profile, only its slash encoded', PREMIER.arn.replace('/', '%2f'), PREMIER],
    ['a model id', HAIKU.modelId, HAIKU],
    ['the ARN of a model', encodeURIComponent(HAIKU.arn), HAIKU],
    ['the id of a model that needs a profile', BARE_PREMIER.modelId, BARE_PREMIER],
  ])('is found by %s', async (_, id, expected) => {
    const response = await get(system, `/v1/vpn/bedrock/models/${id}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(expected);
    expect(await system.recordOf(response)).toMatchObject({ operation: 'GetModel', outcome: 'complete' });
  });

  it.each([
    'anthropic.claude-v1',
    'us.amazon.nova-premier-v1',
    encodeURIComponent(`${ACCOUNT_ARN}:inference-profile/us.amazon.nova-premier-v2:0`),
    encodeURIComponent('arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0'),
  ])('that nobody knows is a 404: %s', async (id) => {
    const response = await get(system, `/bedrock/models/${id}`);
    await expectProblem(response, 404, 'ResourceNotFoundException');
    expect(await system.recordOf(response)).toMatchObject({ operation: 'GetModel', statusCode: 404 });
  });

  it('that is decoded once, and not twice, is no id any more', async () => {
    const { error } = await expectProblem(
      await get(system, '/bedrock/models/us.amazon.nova-premier-v1%253A0'),
      400,
      'ValidationException',
    );
    expect(error.details).toEqual({ modelId: 'is not a model id (forbidden-character)' });
  });
});

function percentEncode(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
