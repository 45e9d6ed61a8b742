import { beforeEach, describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import {
  applicationProfileSummary,
  failWith,
  modelSummary,
  profileSummary,
  refusal,
  scriptBedrock,
} from '../testing/scripted-bedrock.js';
import type { ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { CatalogueCache } from './catalogue-cache.js';
import { InferenceProfiles } from './inference-profiles.js';

const { signal } = new AbortController();
const ACCOUNT = 'arn:aws:bedrock:us-east-1:123456789012';
const LISTED = `${ACCOUNT}:application-inference-profile/listed`;
const UNLISTED = `${ACCOUNT}:application-inference-profile/unlisted`;

let now: number;
let listedProfiles: object[];
let bedrock: ScriptedBedrock;
let profiles: InferenceProfiles;

beforeEach(() => {
  now = 1_000_000;
  listedProfiles = [profileSummary('us', 'a.b', 'us-east-1'), applicationProfileSummary('listed', 'x', 'a.c')];
  bedrock = scriptBedrock({
    ListFoundationModels: () => ({ modelSummaries: [modelSummary('a.b', 'INFERENCE_PROFILE')] }),
    ListInferenceProfiles: () => ({ inferenceProfileSummaries: listedProfiles }),
    GetInferenceProfile: () => applicationProfileSummary('any', 'x', 'a.d'),
  });
  profiles = new InferenceProfiles(new CatalogueCache(() => now), { createApplicationProfiles: false });
});

const behind = (id: string, { send } = bedrock): Promise<readonly string[] | undefined> =>
  profiles.modelsBehind(id, send, signal);

describe('modelsBehind', () => {
  it.each([
    `${ACCOUNT}:provisioned-model/abcdefghijkl`,
    `${ACCOUNT}:imported-model/abcdefghijkl`,
    `${ACCOUNT}:prompt-router/a.b`,
    `${ACCOUNT}:prompt/ABCDEFGHIJ`,
    'arn:aws:sagemaker:us-east-1:123456789012:endpoint/a-b',
  ])('says nothing of %s, and asks nobody', async (arn) => {
    await expect(behind(arn)).resolves.toBeUndefined();
    expect(bedrock.asked).toEqual([]);
  });

  it.each(['us.a.missing', 'a.missing', `${ACCOUNT}:inference-profile/us.a.missing`])(
    'says nothing of %s, and reads the lists again a minute later',
    async (id) => {
      await expect(behind(id)).resolves.toBeUndefined();
      await expect(behind(id)).resolves.toBeUndefined();
      expect(bedrock.asked).toHaveLength(2);
      listedProfiles = [profileSummary('us', 'a.missing', 'us-east-1')];
      now += 60_000;
      await behind(id);
      expect(bedrock.asked).toHaveLength(4);
      await expect(behind('us.a.missing')).resolves.toEqual(['a.missing']);
    },
  );

  it('says nothing where the gateway may not list', async () => {
    const denied = failWith(refusal(403, 'AccessDeniedException', 'denied'));
    await expect(behind('us.a.b', scriptBedrock({ ListFoundationModels: denied }))).resolves.toBeUndefined();
  });

  it.each(['us.a.b', UNLISTED])('fails for %s where Bedrock could not be asked', async (id) => {
    const down = new BedrockCallError('unreachable', 'dns');
    const broken = scriptBedrock({ ListFoundationModels: failWith(down), GetInferenceProfile: failWith(down) });
    await expect(behind(id, broken)).rejects.toBe(down);
  });

  it('is in the text of a foundation model’s ARN, listed or not', async () => {
    await expect(behind('arn:aws:bedrock:eu-west-1::foundation-model/x.y-v1:0')).resolves.toEqual(['x.y-v1:0']);
    expect(bedrock.asked).toEqual([]);
  });

  it.each(['a.b', 'us.a.b', `${ACCOUNT}:inference-profile/us.a.b`])('is in the lists for %s', async (id) => {
    await expect(behind(id)).resolves.toEqual(['a.b']);
    await expect(behind(id)).resolves.toEqual(['a.b']);
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles']);
  });

  it('asks for an application profile once, and does not read the lists for it', async () => {
    await expect(behind(UNLISTED)).resolves.toEqual(['a.d']);
    await expect(behind(UNLISTED)).resolves.toEqual(['a.d']);
    expect(bedrock.operations()).toEqual(['GetInferenceProfile']);
  });

  it('does not ask for an application profile that is in lists already read', async () => {
    await behind('us.a.b');
    await expect(behind(LISTED)).resolves.toEqual(['a.c']);
    await expect(behind(UNLISTED)).resolves.toEqual(['a.d']);
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles', 'GetInferenceProfile']);
  });
});
