import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginQueries } from '../testing/begin-queries.js';
import { recordAt, storeRecords } from '../testing/many-records.js';
import { AuditQueries, type AuditQuery } from './audit-queries.js';

/** 2026-03-05T12:00:00.000Z. */
const NOW = 1_772_712_000_000;
const DAY = 86_400_000;
const { signal } = new AbortController();
const ground = beginQueries(() => NOW);
let queries: AuditQueries;

const QUERY: AuditQuery = { filter: {}, window: { fromEpochMs: NOW - DAY, toEpochMs: NOW }, limit: 50 };

beforeAll(async () => {
  queries = new AuditQueries(ground.options);
  const records = Array.from({ length: 3_000 }, (_, place) => recordAt(NOW - 1 - place, place));
  await storeRecords(ground.client, ground.options.tableName, records);
});
afterAll(() => queries.close());

const countFrom = (before: number): number =>
  ground.dynamoDb.operations.slice(before).filter((operation) => operation === 'Query').length;

describe('what a page may cost', () => {
  it('is a few requests where every record is wanted', async () => {
    const before = ground.dynamoDb.operations.length;
    const { records, readUnits } = await queries.page(QUERY, undefined, signal);
    expect(records).toHaveLength(50);
    expect(countFrom(before)).toBe(8);
    // 8 parts with 11 records of 1.1 KB each, at half a unit for 4 KB.
    expect(readUnits).toBeGreaterThanOrEqual(8);
    expect(readUnits).toBeLessThanOrEqual(16);
  });

  it('has an end where no record is wanted: a page is empty then, and says where to go on', async () => {
    const before = ground.dynamoDb.operations.length;
    const page = await queries.page({ ...QUERY, filter: { outcome: 'failed' } }, undefined, signal);
    expect(page.records).toEqual([]);
    expect(page.nextCursor).toBeDefined();
    expect(countFrom(before)).toBeLessThanOrEqual(64);
    // 2,000 records of 1.1 KB, at half a unit for 4 KB and a request.
    expect(page.readUnits).toBeLessThan(330);
  });

  it('comes to the end of what there is, page by page', async () => {
    const query = { ...QUERY, filter: { outcome: 'failed' } };
    let cursor: string | undefined;
    let pages = 0;
    do {
      ({ nextCursor: cursor } = await queries.page(query, cursor, signal));
      pages += 1;
    } while (cursor !== undefined && pages < 20);
    expect(pages).toBeGreaterThan(1);
    expect(pages).toBeLessThan(5);
  });

  it('has an end over days without any record', async () => {
    const before = ground.dynamoDb.operations.length;
    const window = { fromEpochMs: NOW - 40 * DAY, toEpochMs: NOW - 10 * DAY };
    const page = await queries.page({ ...QUERY, window }, undefined, signal);
    expect([page.records, countFrom(before)]).toEqual([[], 64]);
    expect(page.nextCursor).toBeDefined();
  });

  it('never has a scan in it', () => {
    expect(ground.dynamoDb.operations).not.toContain('Scan');
  });
});

describe('a store that fails', () => {
  it('is tried again, and then says why', async () => {
    ground.dynamoDb.failNext('Query', 'ProvisionedThroughputExceededException');
    expect((await queries.page(QUERY, undefined, signal)).records).toHaveLength(50);
    const missing = new AuditQueries({ ...ground.options, tableName: 'elsewhere', createTableIfMissing: false });
    const asked = missing.page(QUERY, undefined, signal);
    await expect(asked).rejects.toMatchObject({ code: 'AUDIT_UNREADABLE', reason: 'table-missing' });
    await expect(missing.find('any', {}, signal)).rejects.toMatchObject({ code: 'AUDIT_UNREADABLE' });
    missing.close();
  });

  it('stops at once when nobody waits any more', async () => {
    const asked = queries.page(QUERY, undefined, AbortSignal.abort('gone'));
    await expect(asked).rejects.toBe('gone');
  });
});
