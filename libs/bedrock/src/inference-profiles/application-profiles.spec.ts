import { beforeEach, describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import { failWith, refusal, scriptBedrock } from '../testing/scripted-bedrock.js';
import type { ScriptedAnswer } from '../testing/scripted-bedrock.js';
import { ApplicationProfiles } from './application-profiles.js';

const { signal } = new AbortController();
const MODEL = { modelId: 'a.b', arn: 'arn:aws:bedrock:us-east-1::foundation-model/a.b', name: 'B' };
const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';

let now: number;
let profiles: ApplicationProfiles;

beforeEach(() => {
  now = 1_000_000;
  profiles = new ApplicationProfiles(() => now);
});

const creating = (CreateInferenceProfile: ScriptedAnswer) => scriptBedrock({ CreateInferenceProfile });
const created = () => creating(() => ({ inferenceProfileArn: PROFILE }));

describe('ApplicationProfiles', () => {
  it.each([
    refusal(400, 'ServiceQuotaExceededException'),
    refusal(403, 'AccessDeniedException', 'denied'),
    refusal(404, 'ResourceNotFoundException'),
  ])('has none after %s, and asks again a minute later', async (error) => {
    await expect(profiles.obtain({ model: MODEL }, creating(failWith(error)).send, signal)).resolves.toBeUndefined();
    now += 59_999;
    await expect(profiles.obtain({ model: MODEL }, created().send, signal)).resolves.toBeUndefined();
    now += 1;
    await expect(profiles.obtain({ model: MODEL }, created().send, signal)).resolves.toBe(PROFILE);
  });

  it('fails where Bedrock could not be asked, and asks again at once', async () => {
    const down = new BedrockCallError('unreachable', 'dns');
    await expect(profiles.obtain({ model: MODEL }, creating(failWith(down)).send, signal)).rejects.toBe(down);
    await expect(profiles.obtain({ model: MODEL }, created().send, signal)).resolves.toBe(PROFILE);
  });

  it('does not leave one model alone because of another', async () => {
    const refused = creating(failWith(refusal(400, 'ValidationException')));
    await profiles.obtain({ model: { ...MODEL, modelId: 'a.c' } }, refused.send, signal);
    await expect(profiles.obtain({ model: MODEL }, created().send, signal)).resolves.toBe(PROFILE);
  });

  it('creates one for all who ask at the same time', async () => {
    const bedrock = created();
    const asking = [1, 2, 3].map(() => profiles.obtain({ model: MODEL }, bedrock.send, signal));
    expect(await Promise.all(asking)).toEqual([PROFILE, PROFILE, PROFILE]);
    expect(bedrock.asked).toHaveLength(1);
  });

  it('lets the next one create it when the first one’s caller goes away', async () => {
    const controller = new AbortController();
    const hanging = creating(() => new Promise(() => undefined));
    const leader = expect(profiles.obtain({ model: MODEL }, hanging.send, controller.signal)).rejects.toMatchObject({
      kind: 'client-gone',
    });
    const follower = profiles.obtain({ model: MODEL }, created().send, signal);
    controller.abort('gone');
    await leader;
    await expect(follower).resolves.toBe(PROFILE);
  });
});
