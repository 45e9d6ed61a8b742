import { beforeEach, describe, expect, it } from 'vitest';
import { CONVERSATION, shareDeployed } from './deployed/with-gateway.js';

const HAIKU = 'anthropic.claude-3-haiku-20240307-v1:0';
const MODEL_ARN = `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU}`;
const PROFILE_ARN = 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-premier-v1:0';
const GUARDRAIL_ARN = 'arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghijkl';
const APPLIED = '{"source":"INPUT","content":[{"text":{"text":"hello"}}]}';

const ON_MODEL = (id: string) => ({ path: `/model/${id}/converse`, body: CONVERSATION });

describe.each(['kept', 'decoded'] as const)('ids in paths that API Gateway hands over %s', (pathEncoding) => {
  const shared = shareDeployed(() => ({ pathEncoding }));
  beforeEach(() => shared.sandbox.forgetRequests());

  it.each([
    { what: 'a colon as it is', request: ON_MODEL(HAIKU), operation: 'Converse', id: HAIKU },
    { what: '%3A', request: ON_MODEL(encodeURIComponent(HAIKU)), operation: 'Converse', id: HAIKU },
    {
      what: '%2F in an ARN',
      request: ON_MODEL(encodeURIComponent(PROFILE_ARN)),
      operation: 'Converse',
      id: PROFILE_ARN,
    },
    {
      what: 'an ARN of a model',
      request: ON_MODEL(encodeURIComponent(MODEL_ARN)),
      operation: 'Converse',
      id: MODEL_ARN,
    },
    { what: 'an ARN with its slash', request: ON_MODEL(MODEL_ARN), operation: 'Converse', id: MODEL_ARN },
  ])('reach Bedrock as they were meant: $what', async ({ request: { path, ...rest }, operation, id }) => {
    for (const [prefix, route] of [
      ['', 'internet'],
      ['/vpn', 'vpn'],
    ] as const) {
      const answer = await shared.ask(`${prefix}${path}`, rest);
      expect([prefix, answer.status]).toEqual([prefix, 200]);
      const calls = shared.sandbox.exchanges(route).map((exchange) => [exchange.operation, exchange.modelId]);
      expect(calls).toEqual([[operation, id]]);
    }
  });

  it.each([
    { operation: 'GetFoundationModel', path: `/foundation-models/${encodeURIComponent(MODEL_ARN)}` },
    { operation: 'GetInferenceProfile', path: `/inference-profiles/${encodeURIComponent(PROFILE_ARN)}` },
    {
      operation: 'ApplyGuardrail',
      path: `/guardrail/${encodeURIComponent(GUARDRAIL_ARN)}/version/1/apply`,
      body: APPLIED,
    },
  ])('name what is neither called nor streamed, too: $operation', async ({ operation, path, ...rest }) => {
    const answer = await shared.ask(path, rest);
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toBe('');
    expect(shared.sandbox.exchanges('internet').map((exchange) => exchange.operation)).toEqual([operation]);
  });

  it('name a model of the catalogue', async () => {
    const answer = await shared.ask(`/v1/vpn/bedrock/models/${encodeURIComponent(PROFILE_ARN)}`);
    expect(await answer.json()).toMatchObject({ modelId: 'us.amazon.nova-premier-v1:0', arn: PROFILE_ARN });
  });

  it('are decoded by the gateway once, and never name another operation', async () => {
    const twice = await shared.ask(`/model/${encodeURIComponent(encodeURIComponent(HAIKU))}/converse`, {
      body: CONVERSATION,
    });
    // Where API Gateway has decoded once already, the id is whole by then.
    expect(twice.status).toBe(pathEncoding === 'kept' ? 400 : 200);
    const hidden = await shared.ask(`/model/${encodeURIComponent(`${HAIKU}/invoke`)}/converse`, { body: CONVERSATION });
    expect([hidden.status, hidden.headers.get('x-amzn-errortype')]).toEqual([400, 'ValidationException']);
    const operations = shared.sandbox.exchanges('internet').map(({ operation, modelId }) => [operation, modelId]);
    expect(operations).toEqual(pathEncoding === 'kept' ? [] : [['Converse', HAIKU]]);
  });
});
