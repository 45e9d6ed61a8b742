import { BedrockCallError } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import * as listed from '../testing/control-plane.js';
import { createBody, createReply } from '../testing/create-reply.js';
import { startGovernedApp, type GovernedApp } from '../testing/governed-app.js';
import type { Script } from '../testing/scripted-router.js';
import { ModelsController } from './models.controller.js';

const NOVA = 'amazon.nova-premier-v1:0';
const NOVA_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`;
const US_NOVA = `us.${NOVA}`;
const CLAUDE = 'anthropic.claude-3-haiku-20240307-v1:0';

/** A control plane with two models and one profile to a page, on as many pages as it is told. */
function catalogue(pages = 1): Script {
  return ({ call }) => {
    if (call.operation === 'ListFoundationModels') {
      const modelSummaries = [{ modelId: NOVA, modelArn: NOVA_ARN, modelName: 'Nova Premier' }, { modelId: CLAUDE }];
      return createReply([JSON.stringify({ modelSummaries })]);
    }
    const page = Number(call.query?.['nextToken'] ?? 0);
    const inferenceProfileSummaries = [{ inferenceProfileId: page === 0 ? US_NOVA : `us.page-${page}` }];
    const more = page + 1 < pages ? { nextToken: String(page + 1) } : {};
    return createReply([JSON.stringify({ inferenceProfileSummaries, ...more })]);
  };
}

const start = (script: Script, models: readonly string[] = ['*']): Promise<GovernedApp> =>
  startGovernedApp(ModelsController, { script, grants: { models } });
const idsOf = async (app: GovernedApp, query = ''): Promise<string[]> => {
  const answer = await fetch(`${app.url}/bedrock/models${query}`);
  const { models } = (await answer.json()) as { models: { modelId: string }[] };
  return models.map(({ modelId }) => modelId);
};
/** A control plane that says what is behind its profiles. */
const withProfiles = listed.withControlPlane(() => expect.unreachable());

describe('the list of models', () => {
  it.each([
    [[], []],
    [['meta.*'], []],
    [[NOVA], [NOVA]],
    [['us.*'], [US_NOVA]],
    [
      ['*nova*', CLAUDE],
      [NOVA, CLAUDE, US_NOVA],
    ],
    [['*'], [NOVA, CLAUDE, US_NOVA]],
  ])('shows to a caller who may call %j the models %j', async (models, ids) => {
    await using app = await start(catalogue(), models);
    expect(await idsOf(app)).toEqual(ids);
  });

  it('shows a profile to a caller who may call every model behind it', async () => {
    await using one = await start(withProfiles, [listed.NOVA]);
    expect(await idsOf(one)).toEqual([listed.NOVA, listed.US_NOVA]);
    await using both = await start(withProfiles, [listed.NOVA, listed.HAIKU]);
    expect(await idsOf(both)).toEqual([listed.NOVA, listed.HAIKU, listed.US_NOVA, listed.US_BOTH]);
  });

  it('names for a model the profile that is put in for it', async () => {
    await using app = await start(withProfiles);
    const answer = await fetch(`${app.url}/bedrock/models/${listed.NOVA}`);
    expect(await answer.json()).toMatchObject({
      needsProfile: true,
      inferenceProfileId: listed.US_NOVA,
      callable: true,
    });
  });

  it.each([
    ['?callable=any', [listed.NOVA, listed.HAIKU, listed.US_NOVA, listed.US_BOTH]],
    ['?callable=false', [listed.HAIKU, listed.US_BOTH]],
    ['?kind=inference-profile', [listed.US_NOVA]],
    ['?needsProfile=true&callable=true', [listed.NOVA]],
    ['?needsProfile=false&provider=nobody', []],
  ])('has with %s only what is asked for: %j', async (query, ids) => {
    await using app = await start(withProfiles, [listed.NOVA]);
    expect(await idsOf(app, query)).toEqual(ids);
  });

  it('refuses a filter that nobody knows, and asks nobody', async () => {
    await using app = await start(withProfiles);
    const answer = await fetch(`${app.url}/bedrock/models?modelId=x`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { details: { modelId: 'is not a known filter' } } });
    expect(app.sent).toEqual([]);
    expect(await app.records()).toEqual([expect.objectContaining({ outcome: 'refused', statusCode: 400 })]);
  });

  it('reads page after page of profiles', async () => {
    await using app = await start(catalogue(3));
    expect(await idsOf(app)).toEqual([NOVA, CLAUDE, US_NOVA, 'us.page-1', 'us.page-2']);
    expect(app.sent.map(({ call }) => call.query)).toEqual([
      undefined,
      { maxResults: '1000' },
      { maxResults: '1000', nextToken: '1' },
      { maxResults: '1000', nextToken: '2' },
    ]);
  });

  it('stops where the pages never end', async () => {
    await using app = await start(catalogue(Infinity));
    expect(await idsOf(app)).toHaveLength(22);
    expect(app.sent).toHaveLength(21);
  });

  it('is on record once, whatever it took', async () => {
    await using app = await start(catalogue(2));
    await idsOf(app);
    const records = await app.records();
    expect(records).toEqual([
      expect.objectContaining({
        operation: 'ListModels',
        outcome: 'complete',
        statusCode: 200,
        routingMethod: 'internet',
      }),
    ]);
    expect(records[0]?.['attempts']).toHaveLength(3);
  });

  it('is as broken as the answer that it is made of', async () => {
    await using app = await start(() => createReply(['<html>']));
    const answer = await fetch(`${app.url}/bedrock/models`);
    expect(answer.status).toBe(502);
    expect(answer.headers.get('x-routing-attempts')).toBe('internet:not-bedrock');
    expect(await app.records()).toEqual([expect.objectContaining({ outcome: 'failed', statusCode: 502 })]);
  });

  it('says that time ran out where it ran out', async () => {
    await using app = await start(() => {
      const body = createBody();
      body.destroy(new BedrockCallError('timeout', 'deadline'));
      return createReply(body);
    });
    const answer = await fetch(`${app.url}/vpn/bedrock/models`);
    expect(answer.status).toBe(504);
    expect(answer.headers.get('x-routing-attempts')).toBe('vpn:timeout');
  });
});

describe('one model', () => {
  it.each([
    ['..%2f..%2fstatus', 400, 'ValidationException'],
    ['a%0ab', 400, 'ValidationException'],
    ['a%3fb', 400, 'ValidationException'],
    ['%252F', 400, 'ValidationException'],
    ['a'.repeat(3_000), 400, 'ValidationException'],
    [CLAUDE, 403, 'AccessDeniedException'],
    ['meta.llama-3', 403, 'AccessDeniedException'],
  ])('%s is a %i, and nobody is asked', async (modelId, status, type) => {
    await using app = await start(catalogue(), ['*nova*']);
    const answer = await fetch(`${app.url}/bedrock/models/${modelId}`);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { type } });
    expect(app.sent).toEqual([]);
  });

  it('that Bedrock does not have is a 404', async () => {
    await using app = await start(catalogue(), ['*nova*']);
    const answer = await fetch(`${app.url}/bedrock/models/amazon.nova-none`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { type: 'ResourceNotFoundException' } });
  });

  it.each([NOVA, US_NOVA, encodeURIComponent(NOVA), encodeURIComponent(NOVA_ARN)])(
    'is found by %s',
    async (modelId) => {
      await using app = await start(catalogue());
      const answer = await fetch(`${app.url}/v1/bedrock/models/${modelId}`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toHaveProperty('modelId', modelId === US_NOVA ? US_NOVA : NOVA);
      expect(await app.records()).toEqual([expect.objectContaining({ operation: 'GetModel', outcome: 'complete' })]);
    },
  );

  it.each([listed.US_NOVA, encodeURIComponent(listed.US_NOVA_ARN), encodeURIComponent(listed.NOVA_ARN)])(
    'is shown by %s to a caller who may call the model behind it',
    async (modelId) => {
      await using app = await start(withProfiles, [listed.NOVA]);
      const answer = await fetch(`${app.url}/bedrock/models/${modelId}`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ callable: true });
    },
  );

  it.each([listed.US_BOTH, 'us.meta.llama-none'])('%s is a 403 once it is known what is behind it', async (modelId) => {
    await using app = await start(withProfiles, [listed.NOVA]);
    expect((await fetch(`${app.url}/bedrock/models/${modelId}`)).status).toBe(403);
    expect(app.sent).toHaveLength(2);
    expect(await app.records()).toEqual([
      expect.objectContaining({ statusCode: 403, errorType: 'AccessDeniedException' }),
    ]);
  });
});
