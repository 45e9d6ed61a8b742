import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../test/support/embedded-dynamodb.js';
import { TrafficStore } from './traffic-store.js';

const { signal } = new AbortController();
const FIRST = {
  version: 1,
  order: ['internet', 'vpn'],
  weights: { internet: 90, vpn: 10 },
  changedAt: '2026-01-02T03:04:05.678Z',
  changedBy: 'alice',
} as const;
const SECOND = {
  version: 2,
  order: ['vpn', 'internet'],
  weights: { internet: 0, vpn: 100 },
  changedAt: '2026-01-02T03:05:00.000Z',
  changedBy: 'bob',
  previous: { order: ['internet', 'vpn'], weights: { internet: 90, vpn: 10 } },
} as const;
let dynamoDb: EmbeddedDynamoDb;

beforeAll(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  dynamoDb = await startEmbeddedDynamoDb();
});
afterAll(async () => {
  await dynamoDb.close();
  vi.unstubAllEnvs();
});

/** A store of a table that nobody has written to. */
function createStore(tableName: string): TrafficStore & Disposable {
  const store = new TrafficStore({ tableName, endpoint: dynamoDb.url, createTableIfMissing: true });
  store.prepare();
  return Object.assign(store, { [Symbol.dispose]: () => store.close() });
}

describe('TrafficStore', () => {
  it('says why it cannot say anything', async () => {
    const missing = new TrafficStore({ tableName: 'nothing-here', endpoint: dynamoDb.url });

    await expect(missing.read(signal)).rejects.toMatchObject({ code: 'AUDIT_STORE_FAILED', reason: 'table-missing' });
    await expect(missing.write(FIRST, undefined, signal)).rejects.toMatchObject({ reason: 'table-missing' });
    missing.close();
  });

  it('is not created anywhere but on this machine', () => {
    const endpoint = 'https://dynamodb.us-gov-west-1.amazonaws.com';

    expect(() => new TrafficStore({ tableName: 'traffic', endpoint, createTableIfMissing: true })).toThrow(
      'createTableIfMissing',
    );
  });

  it('stops when the signal fires', async () => {
    using store = createStore('stopped');

    await expect(store.read(AbortSignal.abort('gone'))).rejects.toBe('gone');
    await expect(store.write(FIRST, undefined, AbortSignal.abort('gone'))).rejects.toBe('gone');
  });

  it('gives back what was stored, and nothing where nothing was', async () => {
    using store = createStore('kept');
    expect(await store.read(signal)).toBeUndefined();

    expect(await store.write(FIRST, undefined, signal)).toBe(true);
    expect(await store.read(signal)).toEqual(FIRST);
    expect(await store.write(SECOND, 1, signal)).toBe(true);
    expect(await store.read(signal)).toEqual(SECOND);
  });

  it('stores attributes that an operator can read in the console', async () => {
    using store = createStore('readable');
    const client = new DynamoDBClient({ endpoint: dynamoDb.url });
    await store.write(SECOND, undefined, signal);
    const Key = { setting: { S: 'traffic' } };

    expect((await client.send(new GetItemCommand({ TableName: 'readable', Key }))).Item).toEqual({
      setting: { S: 'traffic' },
      version: { N: '2' },
      order: { L: [{ S: 'vpn' }, { S: 'internet' }] },
      weights: { M: { internet: { N: '0' }, vpn: { N: '100' } } },
      changedAt: { S: '2026-01-02T03:05:00.000Z' },
      changedBy: { S: 'bob' },
      previous: {
        M: {
          order: { L: [{ S: 'internet' }, { S: 'vpn' }] },
          weights: { M: { internet: { N: '90' }, vpn: { N: '10' } } },
        },
      },
    });
    client.destroy();
  });

  it('takes the first of two who have read the same, and tells the second', async () => {
    using store = createStore('raced');
    expect(await store.write(FIRST, undefined, signal)).toBe(true);
    expect(await store.write({ ...FIRST, changedBy: 'carol' }, undefined, signal)).toBe(false);

    const [first, second] = await Promise.all([
      store.write(SECOND, 1, signal),
      store.write({ ...SECOND, changedBy: 'dave' }, 1, signal),
    ]);
    expect([first, second].filter(Boolean)).toHaveLength(1);
    expect(await store.read(signal)).toMatchObject({ version: 2, changedBy: first ? 'bob' : 'dave' });
    expect(await store.write(SECOND, 1, signal)).toBe(false);
  });

  it('does not write over an item that has no version, however it came there', async () => {
    using store = createStore('foreign');
    await store.read(signal);
    const client = new DynamoDBClient({ endpoint: dynamoDb.url });
    await client.send(new PutItemCommand({ TableName: 'foreign', Item: { setting: { S: 'traffic' } } }));
    client.destroy();

    expect(await store.read(signal)).toEqual({});
    expect(await store.write(FIRST, undefined, signal)).toBe(false);
    expect(await store.write(FIRST, 1, signal)).toBe(false);
  });
});
