import { beforeEach, describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import { failWith, modelSummary, profileSummary, refusal, scriptBedrock } from '../testing/scripted-bedrock.js';
import type { ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { CatalogueCache } from './catalogue-cache.js';
import { InferenceProfiles } from './inference-profiles.js';

const { signal } = new AbortController();
const MINUTE_MS = 60_000;
const BARE_ARN = 'arn:aws:bedrock:us-east-1::foundation-model/a.bare';
const CREATED = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';

const MODELS = [
  modelSummary('a.b', 'INFERENCE_PROFILE'),
  modelSummary('a.demand', 'ON_DEMAND', 'INFERENCE_PROFILE'),
  modelSummary('a.bare', 'INFERENCE_PROFILE'),
  { modelId: 'a.unknown' },
  { modelId: 'a.nameless', inferenceTypesSupported: ['INFERENCE_PROFILE'] },
];
const PROFILES = [
  profileSummary('global', 'a.b', 'us-east-1', ''),
  profileSummary('us', 'a.b', 'us-east-1', 'us-west-2'),
  profileSummary('us', 'a.demand', 'us-east-1'),
];

let now: number;
let listed: { models: object[]; profiles: object[] };
let bedrock: ScriptedBedrock;
let profiles: InferenceProfiles;

beforeEach(() => {
  now = 1_000_000;
  listed = { models: MODELS, profiles: PROFILES };
  bedrock = scriptBedrock({
    ListFoundationModels: () => ({ modelSummaries: listed.models }),
    ListInferenceProfiles: () => ({ inferenceProfileSummaries: listed.profiles }),
    CreateInferenceProfile: () => ({ inferenceProfileArn: CREATED }),
  });
  profiles = profilesWith(false);
});

function profilesWith(createApplicationProfiles: boolean): InferenceProfiles {
  return new InferenceProfiles(new CatalogueCache(() => now), { createApplicationProfiles }, () => now);
}

const resolve = (modelId: string): Promise<string | undefined> => profiles.resolve(modelId, bedrock.send, signal);

describe('resolve', () => {
  it.each([
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.a.b',
    'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123',
    'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl',
    'arn:aws:bedrock:us-east-1:123456789012:prompt-router/a.b',
  ])('puts nothing in the place of %s, and asks nobody', async (arn) => {
    await expect(resolve(arn)).resolves.toBeUndefined();
    expect(bedrock.asked).toEqual([]);
  });

  it.each([
    ['can be called on demand', 'a.demand'],
    ['may be called in ways that Bedrock does not tell', 'a.unknown'],
    ['needs a profile that there is not', 'a.bare'],
    ['is not there', 'a.missing'],
    ['is a profile already', 'us.a.b'],
    ['is named by the ARN of another region', 'arn:aws:bedrock:eu-west-1::foundation-model/a.b'],
  ])('puts nothing in the place of what %s', async (_, modelId) => {
    await expect(resolve(modelId)).resolves.toBeUndefined();
    expect(profiles.substituteFor(modelId)).toBeUndefined();
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles']);
  });

  it('puts nothing in its place where the gateway may not list, so that the refusal at hand is the answer', async () => {
    const { send } = scriptBedrock({ ListFoundationModels: failWith(refusal(403, 'AccessDeniedException', 'denied')) });
    await expect(profiles.resolve('a.b', send, signal)).resolves.toBeUndefined();
  });

  it('fails where Bedrock could not be asked, and asks again for the next one', async () => {
    const down = new BedrockCallError('unreachable', 'dns');
    const { send } = scriptBedrock({ ListFoundationModels: failWith(down) });
    await expect(profiles.resolve('a.b', send, signal)).rejects.toBe(down);
    await expect(resolve('a.b')).resolves.toBe('us.a.b');
  });

  it.each(['a.b', 'arn:aws:bedrock:us-east-1::foundation-model/a.b'])(
    'finds the narrowest system-defined profile for %s, at the cost of two lists, once',
    async (modelId) => {
      expect(profiles.substituteFor(modelId)).toBeUndefined();
      await expect(resolve(modelId)).resolves.toBe('us.a.b');
      expect(profiles.substituteFor(modelId)).toBe('us.a.b');
      await expect(resolve(modelId)).resolves.toBe('us.a.b');
      now += 365 * 24 * 60 * MINUTE_MS;
      expect(profiles.substituteFor(modelId)).toBe('us.a.b');
      expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles']);
    },
  );

  it('reads the lists anew for a model that came later, once a minute at most', async () => {
    await resolve('a.later');
    listed = {
      models: [modelSummary('a.later', 'INFERENCE_PROFILE')],
      profiles: [profileSummary('eu', 'a.later', 'eu-west-1')],
    };
    now += MINUTE_MS - 1;
    await expect(resolve('a.later')).resolves.toBeUndefined();
    now += 1;
    await expect(resolve('a.later')).resolves.toBe('eu.a.later');
    expect(bedrock.asked).toHaveLength(4);
  });

  it('notices a profile that came later, too', async () => {
    await resolve('a.bare');
    listed = { ...listed, profiles: [profileSummary('us', 'a.bare', 'us-east-1')] };
    now += MINUTE_MS;
    await expect(resolve('a.bare')).resolves.toBe('us.a.bare');
  });

  it('does not read the lists anew for what they answer', async () => {
    for (const modelId of ['a.demand', 'a.unknown', 'us.a.b']) {
      now += MINUTE_MS;
      await resolve(modelId);
    }
    expect(bedrock.asked).toHaveLength(2);
  });
});

describe('resolve, where application profiles may be created', () => {
  beforeEach(() => {
    profiles = profilesWith(true);
  });

  it.each(['a.bare', BARE_ARN])('creates one for %s, once', async (modelId) => {
    await expect(resolve(modelId)).resolves.toBe(CREATED);
    expect(profiles.substituteFor(modelId)).toBe(CREATED);
    await expect(resolve(modelId)).resolves.toBe(CREATED);
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles', 'CreateInferenceProfile']);
  });

  it.each(['a.b', 'a.demand', 'a.missing', 'a.nameless', 'us.a.b'])('creates none for %s', async (modelId) => {
    await resolve(modelId);
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles']);
  });

  it('creates one for two first calls, by id and by ARN', async () => {
    expect(await Promise.all([resolve('a.bare'), resolve(BARE_ARN)])).toEqual([CREATED, CREATED]);
    expect(bedrock.asked).toHaveLength(3);
  });
});

describe('forget', () => {
  it('leaves alone what nobody used, and what has been replaced by now', async () => {
    profiles.forget('a.b', 'us.a.b');
    await resolve('a.b');
    profiles.forget('a.b', 'eu.a.b');
    expect(profiles.substituteFor('a.b')).toBe('us.a.b');
  });

  it('finds what has taken the place of a profile that is gone', async () => {
    await resolve('a.b');
    listed = { ...listed, profiles: [profileSummary('global', 'a.b', 'us-east-1', '')] };
    now += MINUTE_MS;
    profiles.forget('a.b', 'us.a.b');
    expect(profiles.substituteFor('a.b')).toBeUndefined();
    await expect(resolve('a.b')).resolves.toBe('global.a.b');
  });

  it('takes the same again if Bedrock goes on listing it', async () => {
    await resolve('a.b');
    profiles.forget('a.b', 'us.a.b');
    await expect(resolve('a.b')).resolves.toBe('us.a.b');
  });

  it('creates an application profile anew, with a token that Bedrock does not take for the one before', async () => {
    profiles = profilesWith(true);
    await resolve('a.bare');
    profiles.forget('a.bare', CREATED);
    await expect(resolve('a.bare')).resolves.toBe(CREATED);
    const [first, second] = bedrock.asked
      .filter(({ operation }) => operation === 'CreateInferenceProfile')
      .map(tokenOf);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toMatch(/^[0-9a-f]{64}$/);
    expect(second).not.toBe(first);
  });
});

function tokenOf({ body }: { readonly body?: Uint8Array }): unknown {
  const request: unknown = JSON.parse(Buffer.from(body ?? []).toString('utf8'));
  return Reflect.get(Object(request), 'clientRequestToken');
}
