import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { captureOutput, type CapturedOutput } from '../support/captured-output.js';
import { expectProblem } from '../support/expect-problem.js';
import { get } from '../support/post.js';
import { startSystem, type System } from '../support/system.js';
import { NO_TRAFFIC, trafficOf } from '../support/traffic.js';

let output: CapturedOutput;
let system: System;
beforeAll(async () => {
  output = captureOutput();
  system = await startSystem();
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  output[Symbol.dispose]();
});
beforeEach(() => system.sandbox.forgetRequests());
afterEach(() => system.sandbox.faults.clear());

const ACCOUNT_ARN = 'arn:aws:bedrock:us-east-1:123456789012';
const FOUNDATION_ARN = 'arn:aws:bedrock:us-east-1::foundation-model';

const PREMIER = {
  modelId: 'us.amazon.nova-premier-v1:0',
  arn: `${ACCOUNT_ARN}:inference-profile/us.amazon.nova-premier-v1:0`,
  name: 'US Nova Premier',
  kind: 'inference-profile',
  lifecycle: 'ACTIVE',
  models: [
    'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0',
    'arn:aws:bedrock:us-east-2::foundation-model/amazon.nova-premier-v1:0',
    'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-premier-v1:0',
  ],
};

const HAIKU = {
  modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
  arn: `${FOUNDATION_ARN}/anthropic.claude-3-haiku-20240307-v1:0`,
  name: 'Claude 3 Haiku',
  kind: 'foundation-model',
  provider: 'Anthropic',
  inputModalities: ['TEXT'],
  outputModalities: ['TEXT'],
  streaming: true,
  needsProfile: false,
  lifecycle: 'ACTIVE',
};

async function list(path = '/bedrock/models', models: readonly string[] = ['*']): Promise<{ modelId: string }[]> {
  const response = await get(system, path, { token: await system.token({ models }) });
  expect(response.status).toBe(200);
  return ((await response.json()) as { models: { modelId: string }[] }).models;
}

describe('the list of models', () => {
  it('has foundation models and profiles, each by the id to call it by', async () => {
    const models = await list();
    expect(models).toEqual(expect.arrayContaining([HAIKU, PREMIER]));
    expect(models.find(({ modelId }) => modelId === 'amazon.nova-premier-v1:0')).toMatchObject({ needsProfile: true });
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
    expect(new Set(system.sandbox.exchanges(route).map(({ operation }) => operation))).toEqual(
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

  it.each([
    [['us.amazon.nova-*'], ['us.amazon.nova-premier-v1:0', 'us.amazon.nova-pro-v1:0']],
    [['anthropic.claude-3-haiku-20240307-v1:0'], ['anthropic.claude-3-haiku-20240307-v1:0']],
    [['*premier*'], ['amazon.nova-premier-v1:0', 'us.amazon.nova-premier-v1:0']],
    [
      ['cohere.*', 'mistral.mistral-7b*'],
      ['cohere.embed-english-v3', 'mistral.mistral-7b-instruct-v0:2'],
    ],
  ])('has only what the token grants: %j', async (globs, expected) => {
    const ids = (await list('/bedrock/models', globs)).map(({ modelId }) => modelId);
    expect(ids).toEqual(expect.arrayContaining(expected));
    const prefixes = globs.map((glob) => glob.replaceAll('*', ''));
    expect(ids.filter((id) => !prefixes.some((prefix) => id.includes(prefix)))).toEqual([]);
  });

  it('is empty for a token that grants no model', async () => {
    expect(await list('/bedrock/models', [])).toEqual([]);
    expect(await list('/bedrock/models', ['nobody.*'])).toEqual([]);
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

  it.each([HAIKU.modelId, 'anthropic.claude-v1', encodeURIComponent(HAIKU.arn)])(
    'that the token does not grant is a 403, whether there is one or not: %s',
    async (id) => {
      const token = await system.token({ models: ['us.amazon.*'] });
      const response = await get(system, `/bedrock/models/${id}`, { token });
      await expectProblem(response, 403, 'AccessDeniedException');
      expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
      expect(await system.recordOf(response)).toMatchObject({ outcome: 'refused', statusCode: 403 });
    },
  );
});

function percentEncode(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
