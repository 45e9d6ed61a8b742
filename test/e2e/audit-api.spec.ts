import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectProblem } from '../support/expect-problem.js';
import { HELLO } from '../support/models.js';
import { get, post } from '../support/post.js';
import { shareSystem } from '../support/share-system.js';

const system = shareSystem();
afterEach(() => system.sandbox.faults.clear());

type Records = readonly Readonly<Record<string, unknown>>[];

interface Page {
  readonly requests: Records;
  readonly nextCursor?: string;
}

const NOVA = 'us.amazon.nova-premier-v1:0';
const NOVA_BODY = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };

async function pageOf(query: string, token?: string): Promise<Page> {
  const response = await get(system, `/v1/audit/requests${query}`, token === undefined ? {} : { token });
  expect(response.status, query).toBe(200);
  return (await response.json()) as Page;
}

const idsOf = (records: Records): unknown[] => records.map(({ requestId }) => requestId);

/** Ids of the requests below, oldest first: three of Alice's in one tenant, one of Bob's in another, one without. */
const asked: string[] = [];

beforeAll(async () => {
  const alice = await system.token({ subject: 'alice', tenant: 'mission-7' });
  const bob = await system.token({ subject: 'bob', tenant: 'mission-8' });
  for (const [token, path, envelope] of [
    [alice, '/bedrock/invoke', HELLO],
    [alice, '/vpn/bedrock/invoke', { modelId: NOVA, body: NOVA_BODY }],
    [alice, '/bedrock/invoke', { modelId: 'no-such-model', body: {} }],
    [bob, '/bedrock/invoke', HELLO],
    [await system.token({ subject: 'operator' }), '/bedrock/invoke', HELLO],
  ] as const) {
    const response = await post(system, path, envelope, { token });
    await response.arrayBuffer();
    asked.push(response.headers.get('x-request-id') ?? '');
  }
  await system.records();
});

describe('the list of audit records', () => {
  it('shows the operator everybody’s, newest first, as they are on record', async () => {
    const { requests, nextCursor } = await pageOf('?operation=InvokeModel');
    expect(nextCursor).toBeUndefined();
    expect(idsOf(requests)).toEqual(asked.toReversed());
    const stored = await system.records();
    const { modelShard: _m, dayShard: _d, ...record } = stored.find(({ requestId }) => requestId === asked[1]) ?? {};
    expect(requests[3]).toEqual(record);
  });

  it.each<[string, number[]]>([
    ['caller=alice', [2, 1, 0]],
    ['caller=alice&outcome=complete', [1, 0]],
    [`model=${NOVA}`, [1]],
    ['route=vpn', [1]],
    ['route=internet&class=internal', [4, 3, 0]],
    ['class=cui', []],
    ['tenant=mission-8', [3]],
    ['outcome=failed', [2]],
    ['caller=nobody', []],
  ])('finds what is asked for by %s', async (query, expected) => {
    const { requests } = await pageOf(`?operation=InvokeModel&${query}`);
    expect(idsOf(requests)).toEqual(expected.map((place) => asked[place]));
  });

  it('goes on where a page ended', async () => {
    const first = await pageOf('?operation=InvokeModel&limit=2');
    expect(idsOf(first.requests)).toEqual([asked[4], asked[3]]);
    const second = await pageOf(`?operation=InvokeModel&limit=3&cursor=${first.nextCursor}`);
    expect(idsOf(second.requests)).toEqual([asked[2], asked[1], asked[0]]);
  });

  it('keeps to the window, whose end is not in it', async () => {
    const records = await system.records();
    const timeOf = (place: number): string =>
      String(records.find(({ requestId }) => requestId === asked[place])?.['timestamp']);
    const { requests } = await pageOf(`?operation=InvokeModel&from=${timeOf(1)}&to=${timeOf(3)}`);
    expect(idsOf(requests)).toEqual([asked[2], asked[1]]);
    expect((await pageOf('?to=2026-01-02T00:00:00Z&from=2026-01-01T00:00:00-05:00')).requests).toEqual([]);
  });

  it('shows a tenant its own, whatever it asks for', async () => {
    const token = await system.token({ subject: 'reader', tenant: 'mission-7' });
    for (const query of ['', '&tenant=mission-7']) {
      const { requests } = await pageOf(`?operation=InvokeModel${query}`, token);
      expect(idsOf(requests)).toEqual([asked[2], asked[1], asked[0]]);
    }
    expect((await pageOf('?caller=bob', token)).requests).toEqual([]);
    const other = await get(system, '/v1/audit/requests?tenant=mission-8', { token });
    const { error } = await expectProblem(other, 400, 'ValidationException');
    expect(error.details).toEqual({ tenant: 'must be the one of the token, or left out' });
  });

  it('does not go on with another’s cursor, with another filter, or with one that was changed', async () => {
    const query = '?operation=InvokeModel&limit=1';
    const { nextCursor = '' } = await pageOf(query);
    const token = await system.token({ tenant: 'mission-7' });
    const changed = `${nextCursor.slice(0, 30)}${nextCursor[30] === 'A' ? 'B' : 'A'}${nextCursor.slice(31)}`;
    for (const response of [
      await get(system, `/v1/audit/requests${query}&cursor=${nextCursor}`, { token }),
      await get(system, `/v1/audit/requests?operation=GetStatus&cursor=${nextCursor}`),
      await get(system, `/v1/audit/requests${query}&to=2026-01-02T00:00:00Z&cursor=${nextCursor}`),
      await get(system, `/v1/audit/requests${query}&cursor=${changed}`),
      await get(system, `/v1/audit/requests${query}&cursor=1`),
    ]) {
      const { error } = await expectProblem(response, 400, 'ValidationException');
      expect(error.details).toEqual({
        cursor: 'is not one that this query has given out: ask again without it, for the first page',
      });
    }
  });

  it.each<[string, object]>([
    ['subject=alice', { subject: 'is not a known parameter' }],
    ['caller=a&caller=b', { caller: 'is given more than once' }],
    ['caller=', { caller: 'must have 1 to 2048 characters' }],
    ['route=moon&outcome=fine', { route: 'must be one of internet, vpn', outcome: 'must be one of started, complete, partial, client-gone, failed, refused' }],
    ['limit=201', { limit: 'must be a whole number from 1 to 200' }],
    ['limit=0', { limit: 'must be a whole number from 1 to 200' }],
    ['from=yesterday', { from: 'must be an instant such as 2026-03-04T05:06:07Z, with a plus sign written as %2B' }],
    ['to=2026-02-30T00:00:00Z', { to: 'must be an instant such as 2026-03-04T05:06:07Z, with a plus sign written as %2B' }],
    ['from=2026-03-04T00:00:00Z&to=2026-03-04T00:00:00Z', { to: 'must be after from' }],
    ['from=2025-03-04T00:00:00Z&to=2026-03-04T00:00:00Z', { from: 'must be 31 days before the end of the window at most' }],
    ['constructor=1', { constructor: 'is not a known parameter' }],
  ])('refuses ?%s in clear words', async (query, details) => {
    const response = await get(system, `/v1/audit/requests?${query}`);
    const { error } = await expectProblem(response, 400, 'ValidationException');
    expect(Object.entries(error.details ?? {})).toEqual(Object.entries(details));
  }); // prettier-ignore

  it('is for tokens that grant audit:read', async () => {
    const token = await system.token({ permissions: ['status:read', 'bedrock:invoke'] });
    for (const path of ['/v1/audit/requests', `/v1/audit/requests/${asked[0]}`, '/v1/audit/export', '/v1/usage']) {
      const { error } = await expectProblem(await get(system, path, { token }), 403, 'AccessDeniedException');
      expect(error.details).toEqual({ permission: 'audit:read' });
    }
  });

  it.each([
    ['', 'ListAuditRecords'],
    ['/00000000-0000-7000-8000-000000000000', 'GetAuditRecord'],
  ])('is itself on record: %s', async (path, operation) => {
    const response = await get(system, `/v1/audit/requests${path}`, {
      token: await system.token({ subject: 'auditor' }),
    });
    await response.arrayBuffer();
    expect(await system.recordOf(response)).toMatchObject({
      operation,
      subject: 'auditor',
      statusCode: response.status,
    });
  });

  it('is a 503 while the table cannot be read, and not much later', async () => {
    await system.sandbox.faults.setStore('dynamodb', { fault: 'error' });
    const response = await get(system, '/v1/audit/requests');
    const { error } = await expectProblem(response, 503, 'AuditUnavailableException');
    expect(error.message).toBe('The audit records cannot be read now');
  });
});

describe('one audit record', () => {
  it('is shown to those whose it is, and does not exist for others', async () => {
    const token = await system.token({ tenant: 'mission-7' });
    const own = await get(system, `/v1/audit/requests/${asked[0]}`, { token });
    expect(own.status).toBe(200);
    expect(await own.json()).toMatchObject({ requestId: asked[0], subject: 'alice', tenant: 'mission-7' });
    for (const id of [asked[3], asked[4], 'no-id', '00000000-0000-7000-8000-000000000000']) {
      const { error } = await expectProblem(
        await get(system, `/v1/audit/requests/${id}`, { token }),
        404,
        'ResourceNotFoundException',
      );
      expect(error.message).toBe('No such record');
    }
    expect((await get(system, `/v1/audit/requests/${asked[4]}`)).status).toBe(200);
  });
});
