import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginQueries } from '../testing/begin-queries.js';
import { recordAt, storeRecords } from '../testing/many-records.js';
import { UsageCounter } from './usage-counter.js';
import type { UsageRow } from './usage-counts.js';
import { UsageReader } from './usage-reader.js';
import { UsageStore } from './usage-store.js';

/** 2026-03-20T00:00:00.000Z. */
const NOW = 1_773_964_800_000;
const DAY = 86_400_000;
const { signal } = new AbortController();
const ground = beginQueries(() => NOW);
let store: UsageStore;
let reader: UsageReader;

/** A day of its own for each spec: 2026-03-01, then those after it. */
let dayEpochMs = Date.parse('2026-02-28T00:00:00Z');
let day = '';
beforeEach(() => {
  dayEpochMs += DAY;
  day = new Date(dayEpochMs).toISOString().slice(0, 10);
});

beforeAll(() => {
  const { options } = ground;
  store = new UsageStore({ ...options, tableName: 'model-usage', ttlDays: 400 });
  reader = new UsageReader(options, store);
});
afterAll(() => {
  reader.close();
  store.close();
});

const recordsOfDay = (count: number) =>
  Array.from({ length: count }, (_, place) =>
    recordAt(dayEpochMs + place * 1_000, place, { tenant: place % 2 === 0 ? 'blue' : 'red' }),
  );

async function count(records: readonly ReturnType<typeof recordAt>[], shard: number): Promise<void> {
  const counter = new UsageCounter(store, { shard });
  for (const record of records) counter.onStored(record);
  await counter.settled(AbortSignal.timeout(10_000));
  expect(counter.lost).toBe(0);
}

async function requestsOf(from: UsageReader, tenant?: string): Promise<(string | number | undefined)[][]> {
  const { rows } = await from.read({ days: [day], tenant }, signal);
  return rows.map((row: UsageRow) => [row.tenant, row.requests, row.inputTokens]);
}

describe('the usage of a day', () => {
  it('adds up what many processes have counted', async () => {
    const records = recordsOfDay(20);
    await count(records.slice(0, 15), 1);
    await count(records.slice(15), 6);
    expect(await requestsOf(reader)).toEqual([
      ['blue', 10, 110],
      ['red', 10, 110],
    ]);
    expect(await requestsOf(reader, 'red')).toEqual([['red', 10, 110]]);
    expect(await requestsOf(reader, 'nobody')).toEqual([]);
  });

  it('is the same by the records, without the counters', async () => {
    const records = recordsOfDay(30);
    await storeRecords(ground.client, ground.options.tableName, records);
    const withoutTable = new UsageReader(ground.options, undefined);
    expect(await requestsOf(withoutTable)).toEqual([
      ['blue', 15, 165],
      ['red', 15, 165],
    ]);
    expect(await requestsOf(withoutTable, 'blue')).toEqual([['blue', 15, 165]]);
    expect(await withoutTable.recount(day, signal)).toBeUndefined();
    withoutTable.close();
  });

  it('says why it cannot be read', async () => {
    const elsewhere = { ...ground.options, tableName: 'elsewhere', createTableIfMissing: false };
    const missing = new UsageReader(elsewhere, undefined);
    await expect(missing.read({ days: [day], tenant: undefined }, signal)).rejects.toMatchObject({
      code: 'AUDIT_UNREADABLE',
      reason: 'table-missing',
    });
    const gone = reader.read({ days: [day], tenant: undefined }, AbortSignal.abort('gone'));
    await expect(gone).rejects.toBe('gone');
    missing.close();
  });
});

describe('counting a day again', () => {
  it('puts right what was never counted, once and for all', async () => {
    const records = recordsOfDay(40);
    await storeRecords(ground.client, ground.options.tableName, records);
    await count(records.slice(0, 30), 2);
    expect(await reader.recount(day, signal)).toEqual({ day, requests: 40, added: 10 });
    const whole = [
      ['blue', 20, 220],
      ['red', 20, 220],
    ];
    expect(await requestsOf(reader)).toEqual(whole);
    expect(await reader.recount(day, signal)).toEqual({ day, requests: 40, added: 0 });
    expect(await requestsOf(reader)).toEqual(whole);
  });

  it('still counts what a replay puts back later, and no more than that', async () => {
    const records = recordsOfDay(10);
    const [late, ...others] = records;
    if (late === undefined) throw new Error('There are records');
    await storeRecords(ground.client, ground.options.tableName, others);
    expect(await reader.recount(day, signal)).toMatchObject({ requests: 9, added: 9 });
    await storeRecords(ground.client, ground.options.tableName, [late]);
    await count([late], 0);
    expect(await requestsOf(reader)).toEqual([
      ['blue', 5, 55],
      ['red', 5, 55],
    ]);
    expect(await reader.recount(day, signal)).toMatchObject({ requests: 10, added: 0 });
  });

  it('does not lower what was counted when the records were let go of', async () => {
    const records = recordsOfDay(6);
    await count(records, 0);
    await storeRecords(ground.client, ground.options.tableName, records.slice(0, 3));
    await expect(reader.recount(day, signal)).rejects.toMatchObject({
      code: 'USAGE_DAY_UNSETTLED',
      reason: 'records-gone',
    });
    expect(await requestsOf(reader)).toEqual([
      ['blue', 3, 33],
      ['red', 3, 33],
    ]);
  });

  it('is refused for a day that was not over an hour ago', async () => {
    const early = new UsageReader({ ...ground.options, now: () => dayEpochMs + DAY + 3_599_999 }, store);
    await expect(early.recount(day, signal)).rejects.toMatchObject({ reason: 'not-over' });
    early.close();
  });

  it('is refused to the second of two who do it at once', async () => {
    await storeRecords(ground.client, ground.options.tableName, recordsOfDay(10));
    const both = await Promise.allSettled([reader.recount(day, signal), reader.recount(day, signal)]);
    const refused = both.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeLessThan(2);
    expect(await requestsOf(reader)).toEqual([
      ['blue', 5, 55],
      ['red', 5, 55],
    ]);
  });

  it('says so when the counters move meanwhile', async () => {
    const records = recordsOfDay(10);
    await storeRecords(ground.client, ground.options.tableName, records);
    let reads = 0;
    const moving: UsageStore = Object.assign(Object.create(store) as UsageStore, {
      put: store.put.bind(store),
      read: async (...read: Parameters<UsageStore['read']>) => {
        reads += 1;
        if (reads === 10) await count(records.slice(0, 1), 0);
        return store.read(...read);
      },
    });
    const watched = new UsageReader(ground.options, moving);
    await expect(watched.recount(day, signal)).rejects.toMatchObject({ reason: 'being-counted' });
    watched.close();
  });
});

describe('UsageStore', () => {
  it('keeps a day’s counters for so many days after it', async () => {
    await count(recordsOfDay(1), 0);
    const Key = { part: { S: `${day}#0` }, row: { S: '["blue","amazon.nova-premier-v1:0","vpn"]' } };
    const update = new UpdateItemCommand({ TableName: 'model-usage', Key, ReturnValues: 'ALL_NEW' });
    const { Attributes } = await ground.client.send(update);
    expect(Attributes?.['ttl']).toEqual({ N: String(dayEpochMs / 1_000 + 401 * 86_400) });
    // A count that is none is not written.
    expect(Attributes).not.toHaveProperty('errors');
  });

  it('is not created anywhere but on this machine', () => {
    const place = { endpoint: 'https://dynamodb.us-gov-west-1.amazonaws.com', createTableIfMissing: true };
    expect(() => new UsageStore({ ...place, tableName: 'model-usage', ttlDays: 400 })).toThrow('createTableIfMissing');
  });

  it('leaves out rows whose names are none', async () => {
    const Key = { part: { S: `${day}#4` }, row: { S: 'by hand' } };
    await ground.client.send(new UpdateItemCommand({ TableName: 'model-usage', Key }));
    expect(await requestsOf(reader)).toEqual([]);
  });
});
