import { OFFERED_OPERATIONS } from '@app/bedrock';
import { describe, expect, it } from 'vitest';
import { HAIKU, NOVA, US_NOVA, US_NOVA_ARN, withControlPlane } from '../testing/control-plane.js';
import { createRefusal } from '../testing/create-refusal.js';
import { createReply } from '../testing/create-reply.js';
import { chunkFrame, damage, exceptionFrame } from '../testing/event-stream-frames.js';
import { startGovernedApp, type GovernedApp } from '../testing/governed-app.js';
import type { Script } from '../testing/scripted-router.js';
import { NativeController } from './native.controller.js';

const FRAMES = 'application/vnd.amazon.eventstream';
const JSON_TYPE = { 'content-type': 'application/json' };
/** Not as anybody's serializer would put it. */
const TEXT = '{"messages" : [1.0, "\\u00e9"],\n"x":1e400}';

const start = (script: Script): Promise<GovernedApp> => startGovernedApp(NativeController, { script });
const send = (app: GovernedApp, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${app.url}${path}`, { method: 'POST', body: TEXT, headers: JSON_TYPE, ...init });
const echo: Script = ({ call }) =>
  createReply([call.body ?? '{"listed":1.0}'], { headers: JSON_TYPE, inspection: { bodyBytes: 7 } });

describe('a call by a path of Bedrock', () => {
  it.each([
    [`/model/${HAIKU}/invoke`, 'InvokeModel', HAIKU],
    [`/internet/model/${HAIKU}/converse`, 'Converse', HAIKU],
    [`/vpn/model/${encodeURIComponent(US_NOVA)}/count-tokens`, 'CountTokens', US_NOVA],
    [`/model/${encodeURIComponent(US_NOVA_ARN)}/converse`, 'Converse', US_NOVA_ARN],
    [`/model/${US_NOVA_ARN}/converse`, 'Converse', US_NOVA_ARN],
    ['/guardrail/abc123/version/DRAFT/apply', 'ApplyGuardrail', undefined],
  ])('%s is %s, its body and its answer the same to the byte', async (path, operation, modelId) => {
    await using app = await start(echo);
    const answer = await send(app, path);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(TEXT);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(app.sent).toHaveLength(1);
    expect(app.sent[0]?.call).toMatchObject({ operation, headers: { ...JSON_TYPE, accept: '*/*' } });
    expect(app.sent[0]?.call.modelId).toBe(modelId);
    expect(Buffer.from(app.sent[0]?.call.body ?? []).toString()).toBe(TEXT);
    expect(await app.records()).toEqual([
      expect.objectContaining({
        operation,
        streamed: false,
        outcome: 'complete',
        statusCode: 200,
        requestSize: Buffer.byteLength(TEXT),
        responseSize: 7,
        ...(modelId !== undefined && { modelId }),
      }),
    ]);
  });

  it.each([
    ['/foundation-models?byProvider=Amazon&x=1', 'ListFoundationModels', { byProvider: 'Amazon' }],
    [
      '/inference-profiles?maxResults=1&nextToken=a%2Bb',
      'ListInferenceProfiles',
      { maxResults: '1', nextToken: 'a+b' },
    ],
    [`/vpn/foundation-models/${NOVA}`, 'GetFoundationModel', {}],
    [`/internet/inference-profiles/${encodeURIComponent(US_NOVA_ARN)}`, 'GetInferenceProfile', {}],
  ])('%s is %s, with the query that it knows and no body', async (path, operation, query) => {
    await using app = await start(echo);
    const answer = await send(app, path, { method: 'GET', body: null });
    expect(await answer.text()).toBe('{"listed":1.0}');
    expect(app.sent[0]?.call).toMatchObject({ operation, query });
    expect(app.sent[0]?.call).not.toHaveProperty('body');
    expect(await app.records()).toEqual([expect.objectContaining({ operation, outcome: 'complete', requestSize: 0 })]);
  });

  it('has the labels that name no model', async () => {
    await using app = await start(echo);
    await send(app, '/guardrail/abc123/version/7/apply');
    expect(app.sent[0]?.call.labels).toEqual({ guardrailIdentifier: 'abc123', guardrailVersion: '7' });
  });

  it.each([{}, { 'content-type': 'application/octet-stream' }, { 'content-type': 'application/json; charset=utf-8' }])(
    'takes the body of a model with the headers %j, as AWS SDKs send it',
    async (headers) => {
      await using app = await start(echo);
      for (const operation of ['invoke', 'invoke-with-response-stream']) {
        const answer = await send(app, `/model/${HAIKU}/${operation}`, { body: Buffer.from(TEXT), headers });
        expect(answer.status).toBe(200);
      }
    },
  );

  it('takes the way that its prefix, its headers and its token say', async () => {
    await using app = await start(echo);
    const headers = { ...JSON_TYPE, 'x-routing-method': 'vpn', 'x-data-classification': 'cui' };
    const answer = await send(app, `/model/${HAIKU}/converse`, { headers });
    expect(app.sent[0]).toMatchObject({ plan: { method: 'vpn', routes: ['vpn'] }, dataClass: 'cui' });
    expect(answer.headers.get('x-routing-method')).toBe('vpn');
    expect(await app.records()).toEqual([
      expect.objectContaining({ requestedRoute: 'vpn', routingMethod: 'vpn', dataClassification: 'cui' }),
    ]);
  });

  it("says by whose id it is known where: Bedrock's and the gateway's", async () => {
    await using app = await start(echo);
    const answer = await send(app, `/model/${HAIKU}/converse`);
    expect(answer.headers.get('x-amzn-requestid')).toBe('11111111-2222-3333-4444-555555555555');
    expect(answer.headers.get('x-upstream-request-id')).toBe('11111111-2222-3333-4444-555555555555');
    expect(answer.headers.get('x-request-id')).not.toBe(answer.headers.get('x-amzn-requestid'));
    expect(answer.headers.get('x-routing-attempts')).toBe('internet:ok');
  });

  it('goes by a profile where the model needs one, and the answer says so', async () => {
    await using app = await start(
      withControlPlane((request) => {
        if (request.call.modelId === NOVA) throw createRefusal(400);
        return echo(request);
      }),
    );
    const answer = await send(app, `/model/${NOVA}/converse`);
    expect(await answer.text()).toBe(TEXT);
    expect(answer.headers.get('x-inference-profile')).toBe(US_NOVA);
    expect(answer.headers.get('x-routing-attempts')).toBe('internet:bad-request,internet:ok');
    expect(await app.records()).toEqual([expect.objectContaining({ modelId: NOVA, inferenceProfileId: US_NOVA })]);
  });
});

describe('a stream by a path of Bedrock', () => {
  const frames = [chunkFrame('{"a":1}'), damage(chunkFrame('{"a":2}')), exceptionFrame('throttlingException')];

  it.each([
    ['invoke-with-response-stream', 'InvokeModelWithResponseStream'],
    ['converse-stream', 'ConverseStream'],
  ])('%s is frames to the byte, damaged and refusing ones included', async (path, operation) => {
    await using app = await start(() => createReply(frames, { headers: { 'content-type': FRAMES } }));
    const answer = await send(app, `/model/${HAIKU}/${path}`, {
      headers: { ...JSON_TYPE, accept: 'text/event-stream' },
    });
    expect(answer.headers.get('content-type')).toBe(FRAMES);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.concat(frames));
    expect(app.sent[0]?.call.headers).toEqual({ ...JSON_TYPE, accept: 'text/event-stream' });
    expect(await app.records()).toEqual([expect.objectContaining({ operation, streamed: true })]);
  });
});

describe('the paths of Bedrock', () => {
  it('have a handler for every operation that is offered', async () => {
    await using app = await start(echo);
    const paths = ['invoke', 'invoke-with-response-stream', 'converse', 'converse-stream', 'count-tokens'];
    for (const path of paths) await send(app, `/model/${HAIKU}/${path}`);
    await send(app, '/guardrail/abc/version/1/apply');
    for (const path of [
      'foundation-models',
      `foundation-models/${NOVA}`,
      'inference-profiles',
      'inference-profiles/x',
    ]) {
      await send(app, `/${path}`, { method: 'GET', body: null });
    }
    expect(app.sent.map(({ call }) => call.operation)).toEqual(OFFERED_OPERATIONS);
  });
});
