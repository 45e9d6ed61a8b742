import { describe, expect, it } from 'vitest';
import { applicationProfileSummary, failWith, refusal, scriptBedrock } from '../testing/scripted-bedrock.js';
import { createApplicationProfile } from './create-application-profile.js';

const MODEL = { modelId: 'a.b-v1:0', arn: 'arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0', name: 'B' };
const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
// printf a.b-v1:0 | sha256sum
const NAME = 'gateway-a-b-v1-0-2ab94b0af940';

const conflict = failWith(refusal(409, 'ConflictException'));
const listed = (...profiles: object[]) =>
  scriptBedrock({
    CreateInferenceProfile: conflict,
    ListInferenceProfiles: () => ({ inferenceProfileSummaries: profiles }),
  });

describe('createApplicationProfile', () => {
  it.each([
    {},
    { inferenceProfileArn: 7 },
    { inferenceProfileArn: '' },
    { inferenceProfileArn: 'abc123' },
    { inferenceProfileArn: 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b-v1:0' },
    { inferenceProfileArn: `${PROFILE}/../x` },
  ])('does not take %j for the answer', async (answer) => {
    const { send } = scriptBedrock({ CreateInferenceProfile: () => answer });
    await expect(createApplicationProfile({ model: MODEL }, send)).rejects.toMatchObject({
      kind: 'not-bedrock',
      reason: 'no-profile-arn',
    });
  });

  it.each([
    refusal(400, 'ValidationException'),
    refusal(409, 'ConflictingException'),
    refusal(429, 'ThrottlingException', 'throttled'),
    new TypeError('conflict'),
  ])('fails with %s, whatever the message says', async (error) => {
    const bedrock = scriptBedrock({ CreateInferenceProfile: failWith(error) });
    await expect(createApplicationProfile({ model: MODEL }, bedrock.send)).rejects.toBe(error);
    expect(bedrock.asked).toHaveLength(1);
  });

  it('creates it, of the model, under a name and a token that every process would choose', async () => {
    const bedrock = scriptBedrock({
      CreateInferenceProfile: () => ({ inferenceProfileArn: PROFILE, status: 'ACTIVE' }),
    });
    await expect(createApplicationProfile({ model: MODEL }, bedrock.send)).resolves.toBe(PROFILE);
    const [call] = bedrock.asked;
    expect(call).toMatchObject({
      operation: 'CreateInferenceProfile',
      headers: { 'content-type': 'application/json' },
    });
    expect(JSON.parse(Buffer.from(call?.body ?? []).toString('utf8'))).toEqual({
      inferenceProfileName: NAME,
      modelSource: { copyFrom: 'arn:aws:bedrock:us-east-1::foundation-model/a.b-v1:0' },
      clientRequestToken: '659ae9a822d5deefa54ac344beb0245a8d13d9baa93a067cbe28b182e4060389',
    });
  });
});

describe('createApplicationProfile, when another process was first', () => {
  it('finds the one that was created, among the application profiles', async () => {
    const bedrock = listed(
      applicationProfileSummary('aaa111', 'somebody else’s', 'a.b-v1:0'),
      applicationProfileSummary('abc123', NAME, 'a.b-v1:0'),
    );
    await expect(createApplicationProfile({ model: MODEL }, bedrock.send)).resolves.toBe(PROFILE);
    expect(bedrock.asked[1]?.query).toEqual({ maxResults: '1000', type: 'APPLICATION' });
  });

  it.each([
    ['that leads to another model', applicationProfileSummary('abc123', NAME, 'a.c')],
    ['of a name that only begins alike', applicationProfileSummary('abc123', `${NAME}x`, 'a.b-v1:0')],
    ['without an ARN', { ...applicationProfileSummary('abc123', NAME, 'a.b-v1:0'), inferenceProfileArn: null }],
    [
      'whose ARN is another thing’s',
      { ...applicationProfileSummary('x', NAME, 'a.b-v1:0'), inferenceProfileArn: MODEL.arn },
    ],
  ])('does not take one %s', async (_, summary) => {
    await expect(createApplicationProfile({ model: MODEL }, listed(summary).send)).resolves.toBeUndefined();
  });
});
