import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';
import { startGateway, type System } from '../support/system.js';

const USAGE_TABLE = 'cross-partition-usage';
const NOVA = 'us.amazon.nova-premier-v1:0';
const NOVA_BODY = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };
const PRICES = '{"*nova*":{"inputUsdPerMTok":100000,"outputUsdPerMTok":0}}';
const today = (): string => new Date().toISOString().slice(0, 10);

const system = shareSystem({ env: { GATEWAY_USAGE_TABLE: USAGE_TABLE, GATEWAY_MODEL_PRICES: PRICES } });
afterEach(() => system.sandbox.faults.clear());

type Rows = readonly Readonly<Record<string, unknown>>[];

async function usageOf(from: System, query = '', token?: string): Promise<{ usage: Rows; source: string }> {
  const response = await get(from, `/v1/usage${query}`, token === undefined ? {} : { token });
  expect(response.status, query).toBe(200);
  return (await response.json()) as { usage: Rows; source: string };
}

beforeAll(async () => {
  const blue = await system.token({ subject: 'alice', tenant: 'blue' });
  const red = await system.token({ subject: 'bob', tenant: 'red' });
  for (const [token, path, envelope] of [
    [blue, '/bedrock/invoke', HELLO],
    [blue, '/bedrock/invoke', HELLO],
    [blue, '/bedrock/invoke', { modelId: 'made-up-by-a-caller', body: {} }],
    [red, '/vpn/bedrock/invoke', { modelId: NOVA, body: NOVA_BODY }],
    [await system.token(), '/vpn/bedrock/invoke', { modelId: NOVA, body: NOVA_BODY }],
  ] as const) {
    await (await post(system, path, envelope, { token })).arrayBuffer();
  }
  await system.records();
});

describe('usage', () => {
  it('is what the records say, by model, tenant and route', async () => {
    const { usage, source } = await usageOf(system);
    expect(source).toBe('counters');
    const records = (await system.records()).filter(({ operation }) => operation === 'InvokeModel');
    const sumOf = (model: string, tenant: string | undefined, field: string): number =>
      records
        .filter((record) => record['modelId'] === model && record['tenant'] === tenant)
        .reduce((sum, record) => sum + Number(record[field]), 0);
    const tokens = (model: string, tenant?: string): object => ({
      inputTokens: sumOf(model, tenant, 'inputTokens'),
      outputTokens: sumOf(model, tenant, 'outputTokens'),
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
    });
    const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const day = today();
    expect(usage).toEqual([
      { day, model: NOVA, route: 'vpn', requests: 1, errors: 0, ...tokens(NOVA), estimatedCostUsd: sumOf(NOVA, undefined, 'inputTokens') / 10 },
      { day, model: 'other', tenant: 'blue', requests: 1, errors: 1, ...none },
      { day, model: HELLO.modelId, tenant: 'blue', route: 'internet', requests: 2, errors: 0, ...tokens(HELLO.modelId, 'blue') },
      { day, model: NOVA, tenant: 'red', route: 'vpn', requests: 1, errors: 0, ...tokens(NOVA, 'red'), estimatedCostUsd: sumOf(NOVA, 'red', 'inputTokens') / 10 },
    ]); // prettier-ignore
    expect(sumOf(NOVA, 'red', 'inputTokens')).toBeGreaterThan(0);
  });

  it('is the same added up out of the records, where there is no table of counters', async () => {
    await using other = await startGateway(system.sandbox, {
      env: { GATEWAY_USAGE_TABLE: undefined, GATEWAY_MODEL_PRICES: PRICES },
    });
    const counted = await usageOf(system);
    expect(await usageOf(other)).toEqual({ usage: counted.usage, source: 'records' });
    const blue = await system.token({ tenant: 'blue' });
    expect(await usageOf(other, '', blue)).toMatchObject({ usage: (await usageOf(system, '', blue)).usage });
  });

  it('is a tenant’s own for a token that names one', async () => {
    const token = await system.token({ tenant: 'red' });
    for (const query of ['', '?tenant=red', `?from=${today()}&to=${today()}`]) {
      const { usage } = await usageOf(system, query, token);
      expect(usage.map(({ tenant, model }) => [tenant, model])).toEqual([['red', NOVA]]);
    }
    expect((await usageOf(system, '?tenant=blue')).usage.map(({ tenant }) => tenant)).toEqual(['blue', 'blue']);
    await expectProblem(await get(system, '/v1/usage?tenant=blue', { token }), 400, 'ValidationException');
  });

  it('has nothing for days on which nothing was', async () => {
    expect(await usageOf(system, '?from=2026-02-01&to=2026-03-03')).toEqual({ usage: [], source: 'counters' });
  });

  it.each<[string, object]>([
    ['from=2026-02-01&to=2026-03-04', { from: 'must be one of the 31 days that end with to' }],
    ['from=2026-02-02&to=2026-02-01', { to: 'must not be before from' }],
    ['from=2026-02-30', { from: 'must be a day such as 2026-03-04' }],
    ['day=2026-02-03', { day: 'is not a known parameter' }],
    ['to=2026-02-01&to=2026-02-02', { to: 'is given more than once' }],
  ])('refuses ?%s in clear words', async (query, details) => {
    const { error } = await expectProblem(await get(system, `/v1/usage?${query}`), 400, 'ValidationException');
    expect(error.details).toEqual(details);
  });

  it('is a 503 while the table cannot be read', async () => {
    await system.sandbox.faults.setStore('dynamodb', { fault: 'error' });
    await expectProblem(await get(system, '/v1/usage'), 503, 'AuditUnavailableException');
  });
});
