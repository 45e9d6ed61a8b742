import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { AUDIT_DEFAULTS, AuditQueries, UsageReader, UsageStore, type AuditFilter, type AuditOptions } from '@app/audit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { auditTableDefinition } from '../../libs/audit/src/dynamodb/audit-table.js';
import { DynamoDbTable } from '../../libs/audit/src/dynamodb/dynamodb-table.js';
import { usageOf } from '../../libs/audit/src/usage/usage-counts.js';
import { UsageSums } from '../../libs/audit/src/usage/usage-sums.js';
import { countedPart, USAGE_SHARDS } from '../../libs/audit/src/usage/usage-table.js';
import { EMBEDDED_DYNAMODB_ENV, startEmbeddedDynamoDb, type EmbeddedDynamoDb } from '../support/embedded-dynamodb.js';
import { isFullProof, reportProof } from '../support/proof.js';
import { DAY, loadTables, recordsOfDay } from './load-tables.js';

/** How many records there are. */
const SIZES = isFullProof() ? [10_000, 100_000, 1_000_000] : [2_500, 7_500];

/** Times are compared at full count alone: of so many, taken in turns. */
const ROUNDS = isFullProof() ? 60 : 1;

/** What is asked for has to cost the same at every size, give or take this part of it. */
const TOLERANCE = 0.2;

const { signal } = new AbortController();
const now = (): number => Date.parse(DAY) + 86_400_000;
const WINDOW = { fromEpochMs: Date.parse(DAY), toEpochMs: now() };

/** The tables of one size. */
interface Ground {
  readonly queries: AuditQueries;
  readonly usage: UsageReader;
  readonly store: UsageStore;
}

let folder = '';
let dynamoDb: EmbeddedDynamoDb;
const grounds = new Map<number, Ground>();

const tableOf = (size: number): string => `records-${size}`;

beforeAll(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  folder = await mkdtemp(join(tmpdir(), 'audit-api-'));
  await createTables();
  await loadTables(folder, new Map(SIZES.map((size) => [tableOf(size), size])));
  dynamoDb = await startEmbeddedDynamoDb({ path: folder });
  for (const size of SIZES) grounds.set(size, await openGround(size));
}, 1_200_000);

afterAll(async () => {
  for (const { queries, usage, store } of grounds.values()) {
    queries.close();
    usage.close();
    store.close();
  }
  await dynamoDb.close();
  await rm(folder, { recursive: true });
  vi.unstubAllEnvs();
});

/** In a database that is closed again: whoever fills it has to have it alone. */
async function createTables(): Promise<void> {
  const empty = await startEmbeddedDynamoDb({ path: folder });
  for (const size of SIZES) {
    const place = { endpoint: empty.url, createTableIfMissing: true };
    const table = new DynamoDbTable(auditTableDefinition(tableOf(size)), place);
    await table.call('DescribeTable', {}, AbortSignal.timeout(10_000));
    table.close();
  }
  await empty.close();
}

async function openGround(size: number): Promise<Ground> {
  const place = { endpoint: dynamoDb.url, createTableIfMissing: true };
  const options: AuditOptions = { ...AUDIT_DEFAULTS, ...place, tableName: tableOf(size), gatewayVersion: '0.1.0', now };
  const store = new UsageStore({ ...place, tableName: `usage-${size}`, ttlDays: 400 });
  await countAll(store, size);
  return { queries: new AuditQueries(options), usage: new UsageReader(options, store), store };
}

/** As gateways would have counted them: each process in its own part. */
async function countAll(store: UsageStore, size: number): Promise<void> {
  const parts = Array.from({ length: USAGE_SHARDS }, () => new UsageSums());
  let place = 0;
  for (const record of recordsOfDay(size)) {
    const row = usageOf(record);
    // Changes slowly against all that the records take turns in, so that every part gets every kind.
    if (row) parts[Math.floor(place / 211) % USAGE_SHARDS]?.add(row);
    place += 1;
  }
  for (const [shard, sums] of parts.entries()) {
    for (const row of sums.rows()) await store.add(countedPart(DAY, shard), row, signal);
  }
}

/** What is asked, and what it costs in read units. */
type Question = (ground: Ground) => Promise<number>;

const page =
  (filter: AuditFilter, limit: number, pagesBefore = 0): Question =>
  async ({ queries }) => {
    let cursor: string | undefined;
    for (let before = 0; before < pagesBefore; before += 1) {
      cursor = (await queries.page({ filter, window: WINDOW, limit }, cursor, signal)).nextCursor;
      expect(cursor).toBeDefined();
    }
    const { readUnits } = await queries.page({ filter, window: WINDOW, limit }, cursor, signal);
    return readUnits;
  };

const usage =
  (tenant?: string): Question =>
  async (ground) => {
    const { rows, readUnits } = await ground.usage.read({ days: [DAY], tenant }, signal);
    expect(rows).toHaveLength(tenant === undefined ? 42 : 14);
    return readUnits;
  };

const QUESTIONS: Readonly<Record<string, Question>> = {
  'a page of all': page({}, 50),
  'a page of all, of 200': page({}, 200),
  'the sixth page of all': page({}, 50, 5),
  'a page of a caller': page({ caller: 'app-3' }, 50),
  'a page of a model': page({ model: 'model-2' }, 50),
  'a page of a tenant and a route': page({ tenant: 'tenant-1', route: 'vpn' }, 50),
  'a page of what hardly ever happens': page({ outcome: 'failed' }, 50),
  'a page of what never happens': page({ class: 'nothing-has-it' }, 50),
  'the usage of a day': usage(),
  'the usage of a tenant on a day': usage('tenant-1'),
};

it(`costs the same read units with ${SIZES.join(', ')} records`, async () => {
  const figures: Record<string, string> = {};
  for (const [question, ask] of Object.entries(QUESTIONS)) {
    const units: number[] = [];
    for (const ground of grounds.values()) units.push(await ask(ground));
    figures[question] = units.join(' / ');
    expect(Math.min(...units), question).toBeGreaterThan(0);
    expect(Math.max(...units) / Math.min(...units), `${question}: ${units.join(', ')} units`).toBeLessThan(
      1 + TOLERANCE,
    );
  }
  reportProof({ proof: 'audit-read-units', figures });
});

it.runIf(isFullProof())(`takes the same time with ${SIZES.join(', ')} records`, async () => {
  const figures: Record<string, string> = {};
  for (const [question, ask] of Object.entries(QUESTIONS)) {
    const timesMs = await timeInTurns(ask);
    const undisturbed = timesMs.map(lowerFifthOf);
    figures[`${question}, ms`] = undisturbed.map((timeMs) => timeMs.toFixed(2)).join(' / ');
    const ratio = Math.max(...undisturbed) / Math.min(...undisturbed);
    expect.soft(ratio, `${question}: ${figures[`${question}, ms`]} ms`).toBeLessThan(1 + TOLERANCE);
  }
  reportProof({ proof: 'audit-read-times', figures });
});

/**
 * In turns, and each size first as often as the others, so that whatever else the machine does slows all of them down
 * alike. The first round warms up.
 */
async function timeInTurns(ask: Question): Promise<number[][]> {
  const timesMs = SIZES.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (let turn = 0; turn < SIZES.length; turn += 1) {
      const place = (round + turn) % SIZES.length;
      const ground = [...grounds.values()][place];
      if (!ground) continue;
      const startedMs = performance.now();
      await ask(ground);
      if (round > 0) timesMs[place]?.push(performance.now() - startedMs);
    }
  }
  return timesMs;
}

/** Most of what disturbs a measurement makes it longer. */
function lowerFifthOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 5)] ?? NaN;
}
