import { beforeEach, describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import { applicationProfileSummary, failWith, refusal, scriptBedrock } from '../testing/scripted-bedrock.js';
import type { ScriptedAnswer } from '../testing/scripted-bedrock.js';
import { ApplicationProfileModels } from './application-profile-models.js';

const { signal } = new AbortController();
const PROFILE = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
const found = applicationProfileSummary('abc123', 'mine', 'a.b');

let now: number;
let models: ApplicationProfileModels;

beforeEach(() => {
  now = 1_000_000;
  models = new ApplicationProfileModels(() => now);
});

const getting = (GetInferenceProfile: ScriptedAnswer) => scriptBedrock({ GetInferenceProfile });

describe('ApplicationProfileModels', () => {
  it.each<readonly [string, ScriptedAnswer]>([
    ['a profile that is not there', failWith(refusal(404, 'ResourceNotFoundException'))],
    ['an ARN that Bedrock does not take', failWith(refusal(400, 'ValidationException'))],
    ['a profile of another account', failWith(refusal(403, 'AccessDeniedException', 'denied'))],
    ['a profile without models', () => ({ ...found, models: [] })],
    ['a profile of something else than models', () => ({ ...found, models: [{ modelArn: PROFILE }] })],
    ['a profile that is not entirely readable', () => ({ ...found, models: [{ modelArn: 'arn:1' }, {}] })],
    ['an answer that is no profile', () => ({})],
  ])('says nothing of %s, and asks again after a minute', async (_, answer) => {
    await expect(models.behind(PROFILE, getting(answer).send, signal)).resolves.toBeUndefined();
    now += 59_999;
    await expect(models.behind(PROFILE, getting(() => found).send, signal)).resolves.toBeUndefined();
    now += 1;
    await expect(models.behind(PROFILE, getting(() => found).send, signal)).resolves.toEqual(['a.b']);
  });

  it('fails where Bedrock could not be asked, and asks again at once', async () => {
    const down = new BedrockCallError('unreachable', 'dns');
    await expect(models.behind(PROFILE, getting(failWith(down)).send, signal)).rejects.toBe(down);
    await expect(models.behind(PROFILE, getting(() => found).send, signal)).resolves.toEqual(['a.b']);
  });

  it('asks once for all, now and later', async () => {
    const bedrock = getting(() => found);
    const asking = [1, 2].map(() => models.behind(PROFILE, bedrock.send, signal));
    expect(await Promise.all(asking)).toEqual([['a.b'], ['a.b']]);
    now += 365 * 24 * 3_600_000;
    await expect(models.behind(PROFILE, scriptBedrock({}).send, signal)).resolves.toEqual(['a.b']);
    expect(bedrock.asked).toEqual([{ operation: 'GetInferenceProfile', modelId: PROFILE, headers: {} }]);
  });

  it('lets the next one ask when the first one’s deadline passes', async () => {
    const controller = new AbortController();
    const hanging = getting(() => new Promise(() => undefined));
    const leader = expect(models.behind(PROFILE, hanging.send, controller.signal)).rejects.toMatchObject({
      kind: 'timeout',
    });
    const follower = models.behind(PROFILE, getting(() => found).send, signal);
    controller.abort(new DOMException('time is up', 'TimeoutError'));
    await leader;
    await expect(follower).resolves.toEqual(['a.b']);
  });

  it('remembers 1,000 profiles', async () => {
    const bedrock = getting(() => found);
    const ask = (index: number) => models.behind(`${PROFILE}${index}`, bedrock.send, signal);
    for (let index = 0; index <= 1_000; index += 1) await ask(index);
    await ask(1);
    expect(bedrock.asked).toHaveLength(1_001);
    await ask(0);
    expect(bedrock.asked).toHaveLength(1_002);
  });
});
