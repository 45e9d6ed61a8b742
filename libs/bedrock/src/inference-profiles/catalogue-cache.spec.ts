import { beforeEach, describe, expect, it } from 'vitest';
import { BedrockCallError } from '../errors.js';
import { modelSummary, scriptBedrock } from '../testing/scripted-bedrock.js';
import type { ScriptedAnswer, ScriptedBedrock } from '../testing/scripted-bedrock.js';
import { CatalogueCache } from './catalogue-cache.js';
import type { ModelCatalogue } from './model-catalogue.js';

const { signal } = new AbortController();
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const down = new BedrockCallError('unreachable', 'dns');
const timeUp = new DOMException('time is up', 'TimeoutError');

let now: number;
let cache: CatalogueCache;

beforeEach(() => {
  now = 1_000_000;
  cache = new CatalogueCache(() => now);
});

/** A Bedrock whose list of models holds one, or whatever else the test wants to come of it. */
function bedrockWith(models: string | ScriptedAnswer): ScriptedBedrock {
  const listed = (): object => ({ modelSummaries: [modelSummary(String(models), 'ON_DEMAND')] });
  return scriptBedrock({
    ListFoundationModels: typeof models === 'string' ? listed : models,
    ListInferenceProfiles: () => ({}),
  });
}

const failing = (): ScriptedBedrock => bedrockWith(() => Promise.reject(down));
const silent = (): ScriptedBedrock => bedrockWith(() => new Promise(() => undefined));
const only = ({ models }: ModelCatalogue): string | undefined => models[0]?.modelId;
const current = async (bedrock: ScriptedBedrock): Promise<string | undefined> =>
  only(await cache.current(bedrock.send, signal));
const renewed = async (bedrock: ScriptedBedrock): Promise<string | undefined> =>
  only(await cache.renewed(bedrock.send, signal));

describe('current, with nothing read yet', () => {
  it('fails as the reading does, and reads again for the next one at once', async () => {
    await expect(current(failing())).rejects.toBe(down);
    expect(cache.latest).toBeUndefined();
    await expect(current(bedrockWith('a.b'))).resolves.toBe('a.b');
  });

  it('takes a refusal of Bedrock’s for an answer, and asks again a minute later', async () => {
    const upstream = { status: 403, type: 'AccessDeniedException', message: '', credentialsRefused: false };
    const refusal = new BedrockCallError('denied', 'status-403', { upstream });
    const refused = bedrockWith(() => Promise.reject(refusal));
    for (const askedAt of [now, now + 1, now + MINUTE_MS - 1]) {
      now = askedAt;
      await expect(current(refused)).rejects.toBe(refusal);
    }
    expect(refused.operations()).toEqual(['ListFoundationModels']);
    now += 1;
    await expect(current(bedrockWith('a.b'))).resolves.toBe('a.b');
  });

  it('ends with its own signal, also where the call does not', async () => {
    const controller = new AbortController();
    const waiting = expect(cache.current(silent().send, controller.signal)).rejects.toMatchObject({ kind: 'timeout' });
    controller.abort(timeUp);
    await waiting;
  });

  it('costs the two lists once, for everybody who asks meanwhile and afterwards', async () => {
    const bedrock = bedrockWith('a.b');
    expect(await Promise.all([current(bedrock), current(bedrock)])).toEqual(['a.b', 'a.b']);
    expect(await current(bedrock)).toBe('a.b');
    expect(bedrock.operations()).toEqual(['ListFoundationModels', 'ListInferenceProfiles']);
  });

  it.each([
    ['its caller goes away', 'gone'],
    ['its deadline passes', timeUp],
  ])('lets the next one read when whoever reads ends because %s', async (_, reason) => {
    const controller = new AbortController();
    const leader = expect(cache.current(silent().send, controller.signal)).rejects.toBeInstanceOf(BedrockCallError);
    const follower = current(bedrockWith('a.b'));
    controller.abort(reason);
    await leader;
    await expect(follower).resolves.toBe('a.b');
  });
});

describe('current, an hour later', () => {
  beforeEach(async () => {
    await current(bedrockWith('old.model'));
  });

  it('asks nobody before', async () => {
    now += HOUR_MS - 1;
    const bedrock = bedrockWith('new.model');
    await expect(current(bedrock)).resolves.toBe('old.model');
    expect(bedrock.operations()).toEqual([]);
  });

  it('reads anew for the one who asks, while the others go on with what there is', async () => {
    now += HOUR_MS;
    const list = Promise.withResolvers<object>();
    const reading = current(bedrockWith(() => list.promise));
    const nobody = scriptBedrock({});
    await expect(current(nobody)).resolves.toBe('old.model');
    list.resolve({ modelSummaries: [modelSummary('new.model', 'ON_DEMAND')] });
    await expect(reading).resolves.toBe('new.model');
    await expect(current(nobody)).resolves.toBe('new.model');
  });

  it('goes on with the old one if that fails, tries again a minute later, and gives up after a day', async () => {
    now += HOUR_MS;
    const bedrock = failing();
    await expect(current(bedrock)).resolves.toBe('old.model');
    now += MINUTE_MS - 1;
    await expect(current(bedrock)).resolves.toBe('old.model');
    expect(bedrock.asked).toHaveLength(1);
    now += 1;
    await expect(current(bedrock)).resolves.toBe('old.model');
    expect(bedrock.asked).toHaveLength(2);
    now = 1_000_000 + 24 * HOUR_MS;
    expect(cache.latest).toBeUndefined();
    await expect(current(bedrock)).rejects.toBe(down);
  });

  it('holds back for a minute after a deadline, so that a silent route costs one request a minute', async () => {
    now += HOUR_MS;
    const controller = new AbortController();
    const waiting = expect(cache.current(silent().send, controller.signal)).rejects.toMatchObject({ kind: 'timeout' });
    controller.abort(timeUp);
    await waiting;
    await expect(current(scriptBedrock({}))).resolves.toBe('old.model');
  });

  it('does not hold back because a caller has gone', async () => {
    now += HOUR_MS;
    const controller = new AbortController();
    const waiting = expect(cache.current(silent().send, controller.signal)).rejects.toMatchObject({
      kind: 'client-gone',
    });
    controller.abort('gone');
    await waiting;
    await expect(current(bedrockWith('new.model'))).resolves.toBe('new.model');
  });
});

describe('renewed', () => {
  it('reads where there is nothing, and fails as the reading does', async () => {
    await expect(renewed(failing())).rejects.toBe(down);
    await expect(renewed(bedrockWith('a.b'))).resolves.toBe('a.b');
  });

  it('reads once a minute at most', async () => {
    await current(bedrockWith('old.model'));
    now += MINUTE_MS - 1;
    await expect(renewed(bedrockWith('new.model'))).resolves.toBe('old.model');
    now += 1;
    await expect(renewed(bedrockWith('new.model'))).resolves.toBe('new.model');
  });

  it('waits for whoever reads already', async () => {
    await current(bedrockWith('old.model'));
    now += HOUR_MS;
    const list = Promise.withResolvers<object>();
    const reading = current(bedrockWith(() => list.promise));
    const waiting = renewed(scriptBedrock({}));
    list.resolve({ modelSummaries: [modelSummary('new.model', 'ON_DEMAND')] });
    expect(await Promise.all([reading, waiting])).toEqual(['new.model', 'new.model']);
  });
});

describe('the clock', () => {
  it('is the system’s unless another is given', async () => {
    cache = new CatalogueCache();
    await current(bedrockWith('a.b'));
    await expect(current(scriptBedrock({}))).resolves.toBe('a.b');
  });
});
