import {
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  ListInferenceProfilesCommand,
  type BedrockClient,
  type InferenceProfileSummary,
} from '@aws-sdk/client-bedrock';
import { describe, expect, it, onTestFinished } from 'vitest';
import { beginSystem, type RecordedSystem } from '../support/begin-system.js';
import { PREMIER_PROFILE } from '../support/native-calls.js';
import { controlPlane, converse, LISTS, LONELY, PREMIER, seen } from '../support/profile-calls.js';
import { startGateway } from '../support/system.js';
import { NO_TRAFFIC, callsOf, trafficOf, wayOf } from '../support/traffic.js';

const ALLOWED = { GATEWAY_CREATE_INFERENCE_PROFILES: 'true' };
const APPLICATION_ARN = /^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile\/[0-9a-f]{12}$/;
const LONELY_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${LONELY.id}`;

async function begin(env: Readonly<Record<string, string>> = ALLOWED): Promise<RecordedSystem> {
  return beginSystem({ env, sandbox: { models: [LONELY] } });
}

async function clientOf({ sandbox }: RecordedSystem): Promise<BedrockClient> {
  const client = await controlPlane(sandbox);
  onTestFinished(() => client.destroy());
  return client;
}

/** The application profiles that the commercial account has. */
async function profilesOf(client: BedrockClient): Promise<readonly InferenceProfileSummary[]> {
  const answer = await client.send(new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }));
  return answer.inferenceProfileSummaries ?? [];
}

describe('a model that needs a profile and has none', () => {
  it.each([
    ['by default', {}],
    ['where the operator says so', { GATEWAY_CREATE_INFERENCE_PROFILES: 'false' }],
  ])('stays refused %s: nothing is created', async (_, env) => {
    const system = await begin(env);
    const response = await converse(system, LONELY.id);
    const [refused] = callsOf(system, 'internet');
    expect(wayOf(response)).toMatchObject({ status: 400, attempts: 'internet:bad-request' });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(refused?.responseBody);
    expect(response.headers.has('x-inference-profile')).toBe(false);
    expect(seen(system)).toEqual([`Converse ${LONELY.id} 400`, ...LISTS]);
    expect(await profilesOf(await clientOf(system))).toEqual([]);
  });

  it('gets one where the operator allows it, and only the first call pays for that', async () => {
    const system = await begin();
    const response = await converse(system, LONELY.id);
    const arn = response.headers.get('x-inference-profile') ?? '';
    expect(arn).toMatch(APPLICATION_ARN);
    expect(wayOf(response)).toMatchObject({ status: 200, attempts: 'internet:bad-request,internet:ok' });
    const created = 'CreateInferenceProfile 201';
    expect(seen(system)).toEqual([`Converse ${LONELY.id} 400`, ...LISTS, created, `Converse ${arn} 200`]);
    expect(await system.recordOf(response)).toMatchObject({
      operation: 'Converse',
      modelId: LONELY.id,
      inferenceProfileId: arn,
      outcome: 'complete',
    });
    system.sandbox.forgetRequests();
    expect((await converse(system, LONELY.id)).headers.get('x-inference-profile')).toBe(arn);
    expect(seen(system)).toEqual([`Converse ${arn} 200`]);
    expect(await profilesOf(await clientOf(system))).toMatchObject([
      { inferenceProfileArn: arn, models: [{ modelArn: LONELY_ARN }] },
    ]);
  });

  it('gets none where another has a system-defined one', async () => {
    const system = await begin();
    expect((await converse(system, PREMIER)).headers.get('x-inference-profile')).toBe(PREMIER_PROFILE);
    expect(await profilesOf(await clientOf(system))).toEqual([]);
  });

  it('is created by the way of the request', async () => {
    const system = await begin();
    const response = await converse(system, LONELY.id, { headers: { 'x-data-classification': 'cui' } });
    expect(wayOf(response)).toEqual({ status: 200, attempts: 'vpn:bad-request,vpn:ok', method: 'vpn' });
    expect(seen(system, 'vpn')).toContain('CreateInferenceProfile 201');
    expect(trafficOf(system, 'internet')).toEqual(NO_TRAFFIC);
  });
});

describe('two gateways over one account', () => {
  it('end up with one profile, whoever was first', async () => {
    const system = await begin();
    await using other = await startGateway(system.sandbox, { env: ALLOWED });
    const asked = [system, other].flatMap((gateway) => Array.from({ length: 10 }, () => converse(gateway, LONELY.id)));
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const used = new Set(answers.map(({ headers }) => headers.get('x-inference-profile')));
    expect([...used]).toEqual([expect.stringMatching(APPLICATION_ARN)]);
    expect(await profilesOf(await clientOf(system))).toMatchObject([{ inferenceProfileArn: [...used][0] }]);
  });

  it('find the one that is there already when its name is taken', async () => {
    const system = await begin();
    const client = await clientOf(system);
    await converse(system, LONELY.id);
    const [{ inferenceProfileName, inferenceProfileArn: arn } = {}] = await profilesOf(client);
    // The same name, asked for by somebody else: with another token Bedrock calls it a conflict.
    await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
    const modelSource = { copyFrom: LONELY_ARN };
    await client.send(
      new CreateInferenceProfileCommand({ inferenceProfileName, modelSource, clientRequestToken: 'somebody-else' }),
    );
    const [{ inferenceProfileArn: theirs } = {}] = await profilesOf(client);
    await using other = await startGateway(system.sandbox, { env: ALLOWED });
    system.sandbox.forgetRequests();
    const response = await converse(other, LONELY.id);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-inference-profile')).toBe(theirs);
    expect(seen(system)).toContain('CreateInferenceProfile 400');
    expect(await profilesOf(client)).toHaveLength(1);
  });
});

it('a profile that somebody has deleted is forgotten: one call fails, and the next has a new one', async () => {
  const system = await begin();
  const client = await clientOf(system);
  const first = await converse(system, LONELY.id);
  const arn = first.headers.get('x-inference-profile') ?? '';
  await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
  system.sandbox.forgetRequests();
  const failed = await converse(system, LONELY.id);
  expect(failed.status).toBe(404);
  expect(failed.headers.get('x-inference-profile')).toBe(arn);
  expect(seen(system)).toEqual([`Converse ${arn} 404`]);
  expect(await system.recordOf(failed)).toMatchObject({ inferenceProfileId: arn, outcome: 'failed', statusCode: 404 });
  const next = await converse(system, LONELY.id);
  expect(next.status).toBe(200);
  expect(await profilesOf(client)).toMatchObject([{ inferenceProfileArn: next.headers.get('x-inference-profile') }]);
});
