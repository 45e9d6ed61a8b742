import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { toItem } from '../../libs/audit/src/testing/to-item.js';
import { recordAt } from '../../libs/audit/src/testing/many-records.js';
import type { FinishedAuditRecord } from '../../libs/audit/src/audit-record.js';

/** As much of dynalite's own storage as it takes to fill it without a request for every 25 items. */
interface Storage {
  readonly db: { close(): Promise<void> };
  getTable(name: string, done: (error: Error | null, table: Table) => void): void;
  getItemDb(table: string): Shelf;
  getIndexDb(type: 'Global', table: string, index: string): Shelf;
}

interface Table {
  readonly GlobalSecondaryIndexes: readonly unknown[];
}

interface Put {
  readonly type: 'put';
  readonly key: string;
  readonly value: Item;
}

interface Shelf {
  batch(puts: readonly Put[], done: (error?: Error | null) => void): void;
}

type Item = Readonly<Record<string, AttributeValue>>;

interface StorageModule {
  create(options: { readonly path: string }): Storage;
  createKey(item: Item, table: Table): string;
  getIndexActions(
    indexes: readonly unknown[],
    existing: undefined,
    item: Item,
    table: Table,
  ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: Item }[] };
}

const storageModule = createRequire(import.meta.url)('dynalite/db') as StorageModule;

const BATCH = 2_000;
const DAY_MS = 86_400_000;

/** The day that all records lie in. */
export const DAY = '2026-03-04';

/** So many records, spread evenly over the day, of a few callers, models, tenants and routes; one in 100 has failed. */
export function* recordsOfDay(count: number): Generator<FinishedAuditRecord> {
  const start = Date.parse(DAY);
  for (let place = 0; place < count; place += 1) {
    const { attempts: _, userArn: _arn, ...record } = recordAt(start + Math.floor((place * DAY_MS) / count), place);
    yield {
      ...record,
      attempts: [],
      subject: `app-${place % 5}`,
      modelId: `model-${place % 7}`,
      tenant: `tenant-${place % 3}`,
      routingMethod: place % 2 === 0 ? 'internet' : 'vpn',
      // In every part of the indexes alike, which a divisor of 16 would not be.
      outcome: place % 99 === 0 ? 'failed' : 'complete',
      success: place % 99 !== 0,
    };
  }
}

/**
 * Fills tables of a database that nobody has open, past its API: that would take hours for a million records. The tables
 * have to be there.
 */
export async function loadTables(path: string, tables: ReadonlyMap<string, number>): Promise<void> {
  const storage = storageModule.create({ path });
  for (const [name, count] of tables) {
    const table = await promisify(storage.getTable.bind(storage, name))();
    let waiting = new Map<Shelf, Put[]>();
    const shelves = new Map<string, Shelf>();
    const put = (shelf: Shelf, key: string, value: Item): void => {
      const puts = waiting.get(shelf) ?? [];
      puts.push({ type: 'put', key, value });
      waiting.set(shelf, puts);
    };
    const flush = async (): Promise<void> => {
      const batches = [...waiting];
      waiting = new Map();
      await Promise.all(batches.map(([shelf, puts]) => promisify(shelf.batch.bind(shelf, puts))()));
    };
    const items = storage.getItemDb(name);
    let loaded = 0;
    for (const record of recordsOfDay(count)) {
      const item = toItem(record);
      put(items, storageModule.createKey(item, table), item);
      for (const { index, key } of storageModule.getIndexActions(table.GlobalSecondaryIndexes, undefined, item, table)
        .puts) {
        const shelf = shelves.get(index) ?? storage.getIndexDb('Global', name, index);
        shelves.set(index, shelf);
        put(shelf, key, item);
      }
      if ((loaded += 1) % BATCH === 0) await flush();
    }
    await flush();
  }
  await storage.db.close();
}
