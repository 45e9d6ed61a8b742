import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginQueries } from '../testing/begin-queries.js';
import { recordAt, requestIdOf, storeRecords } from '../testing/many-records.js';
import { FINISHED, OPENED_AT_EPOCH_MS, STARTED } from '../testing/sample-records.js';
import { AuditQueries, type AuditQuery } from './audit-queries.js';

/** 2026-03-05T12:00:00.000Z; the records lie in the two days before. */
const NOW = 1_772_712_000_000;
const MINUTE = 60_000;
const { signal } = new AbortController();
const ground = beginQueries(() => NOW);
let queries: AuditQueries;

/** One a minute for 5 hours, in turns of callers, models, outcomes and tenants. */
const RECORDS = Array.from({ length: 300 }, (_, place) =>
  recordAt(NOW - (place + 1) * MINUTE, place, {
    subject: place % 100 === 7 ? 'rare' : 'app-one',
    modelId: place % 2 === 0 ? 'model-even' : 'model-odd',
    tenant: place % 3 === 0 ? 'blue' : 'red',
    outcome: place % 50 === 0 ? 'failed' : 'complete',
  }),
);

const WHOLE: AuditQuery = { filter: {}, window: { fromEpochMs: NOW - 31 * 86_400_000, toEpochMs: NOW }, limit: 50 };

beforeAll(async () => {
  queries = new AuditQueries(ground.options);
  await storeRecords(ground.client, ground.options.tableName, RECORDS);
});
afterAll(() => queries.close());

async function walk(query: AuditQuery): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let cursor: string | undefined;
  let pages = 0;
  do {
    const page = await queries.page(query, cursor, signal);
    ids.push(...page.records.map(({ requestId }) => requestId));
    expect(page.records.length).toBeLessThanOrEqual(query.limit);
    cursor = page.nextCursor;
    pages += 1;
  } while (cursor !== undefined && pages < 500);
  return { ids, pages };
}

const idsOf = (wanted: (place: number) => boolean): string[] =>
  RECORDS.map(({ requestId }) => requestId).filter((_, place) => wanted(place));

describe('a page of records', () => {
  it('has whole records as they are on record, without what only the indexes need', async () => {
    await storeRecords(ground.client, ground.options.tableName, [FINISHED]);
    const window = { fromEpochMs: OPENED_AT_EPOCH_MS, toEpochMs: OPENED_AT_EPOCH_MS + 1 };
    const { records } = await queries.page({ ...WHOLE, filter: { tenant: 'blue' }, window }, undefined, signal);
    expect(records.find(({ requestId }) => requestId === FINISHED.requestId)).toEqual(FINISHED);
  });

  it('begins at the window’s first instant and ends before its last', async () => {
    const window = { fromEpochMs: NOW - 3 * MINUTE, toEpochMs: NOW - MINUTE };
    const { records, nextCursor } = await queries.page({ ...WHOLE, window }, undefined, signal);
    expect(records.map(({ timestamp }) => timestamp)).toEqual(['2026-03-05T11:58:00.000Z', '2026-03-05T11:57:00.000Z']);
    expect(nextCursor).toBeUndefined();
  });

  it.each<[string, AuditQuery['filter'], (place: number) => boolean]>([
    ['a caller', { caller: 'rare' }, (place) => place % 100 === 7],
    ['a caller and a model', { caller: 'rare', model: 'model-odd' }, (place) => place % 100 === 7],
    ['a caller who has not used a model', { caller: 'rare', model: 'model-even' }, () => false],
    ['a model', { model: 'model-even' }, (place) => place % 2 === 0],
    ['a model and a tenant', { model: 'model-odd', tenant: 'blue' }, (place) => place % 2 === 1 && place % 3 === 0],
    ['an outcome', { outcome: 'failed' }, (place) => place % 50 === 0],
    ['a route that nobody took', { route: 'internet' }, () => false],
    ['a class, an operation and a route', { class: 'internal', operation: 'InvokeModel', route: 'vpn' }, () => true],
  ])('has the records of %s, each once, newest first', async (_, filter, wanted) => {
    // The sample record above is in the window of some of these, and in that of no other spec.
    const window = { fromEpochMs: NOW - 300 * MINUTE, toEpochMs: NOW };
    const { ids } = await walk({ ...WHOLE, window, filter });
    expect(ids.filter((id) => id !== FINISHED.requestId)).toEqual(idsOf(wanted));
  });

  it.each([
    [1, 20],
    [7, 100],
    [200, 300],
  ])('leaves nothing out and has nothing twice, page by page of %i', async (limit, count) => {
    const window = { fromEpochMs: NOW - count * MINUTE, toEpochMs: NOW };
    expect((await walk({ ...WHOLE, window, limit })).ids).toEqual(idsOf((place) => place < count));
  });

  it('tells apart many records of one millisecond, on both sides of the end of a page', async () => {
    const at = Date.parse('2026-02-20T00:00:00.000Z');
    const burst = Array.from({ length: 60 }, (_, place) => recordAt(at, place, { subject: 'burst' }));
    await storeRecords(ground.client, ground.options.tableName, burst);
    const window = { fromEpochMs: at, toEpochMs: at + 1 };
    const expected = new Set(burst.map(({ requestId }) => requestId));
    for (const filter of [{}, { caller: 'burst' }, { model: 'amazon.nova-premier-v1:0' }]) {
      const { ids } = await walk({ ...WHOLE, filter, window, limit: 7 });
      expect(ids).toHaveLength(60);
      expect(new Set(ids)).toEqual(expected);
    }
  });

  it('leaves out what is over its time and was not deleted yet', async () => {
    const ttl = Math.floor(NOW / 1_000);
    const old = [recordAt(NOW - 5, 1, { subject: 'old', ttl }), recordAt(NOW - 4, 2, { subject: 'old', ttl: ttl + 1 })];
    await storeRecords(ground.client, ground.options.tableName, old);
    const { ids } = await walk({ ...WHOLE, filter: { caller: 'old' } });
    expect(ids).toEqual([requestIdOf(NOW - 4, 2)]);
    expect(await queries.find(requestIdOf(NOW - 5, 1), {}, signal)).toBeUndefined();
  });

  it('finds a caller whose name no index takes', async () => {
    const subject = 's'.repeat(2_049);
    await storeRecords(ground.client, ground.options.tableName, [recordAt(NOW - 3, 3, { subject })]);
    const { records } = await queries.page({ ...WHOLE, filter: { caller: subject } }, undefined, signal);
    expect(records.map((record) => record['subject'])).toEqual([subject]);
  });

  it('shows a record that was started and not finished', async () => {
    const opened = Date.parse(STARTED.timestamp);
    const started = { ...STARTED, requestId: requestIdOf(opened, 5), subject: 'unfinished' };
    await storeRecords(ground.client, ground.options.tableName, [started]);
    const { records } = await queries.page({ ...WHOLE, filter: { caller: 'unfinished' } }, undefined, signal);
    expect(records).toEqual([started]);
  });
});

describe('one record', () => {
  it('is found by its id, unless it is not the tenant’s that asks', async () => {
    const id = requestIdOf(NOW - MINUTE, 0);
    expect(await queries.find(id, {}, signal)).toMatchObject({ requestId: id, tenant: 'blue' });
    expect(await queries.find(id, { tenant: 'blue' }, signal)).toBeDefined();
    expect(await queries.find(id, { tenant: 'red' }, signal)).toBeUndefined();
    expect(await queries.find(requestIdOf(1, 1), {}, signal)).toBeUndefined();
  });
});

describe('all records', () => {
  it('come one after the other, and no sooner than they are taken', async () => {
    const window = { fromEpochMs: NOW - 250 * MINUTE, toEpochMs: NOW - MINUTE };
    const before = ground.dynamoDb.operations.length;
    const records = queries.all({ filter: {}, window }, signal);
    const first = await records.next();
    expect(first.value).toMatchObject({ requestId: requestIdOf(NOW - 2 * MINUTE, 1) });
    const readForOne = ground.dynamoDb.operations.length - before;
    let count = 1;
    for await (const _ of records) count += 1;
    expect(count).toBe(249);
    expect(ground.dynamoDb.operations.length - before).toBeGreaterThan(readForOne);
  });
});
