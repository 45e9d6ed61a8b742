import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../test/support/embedded-dynamodb.js';
import { RevocationStore } from './revocation-store.js';

const { signal } = new AbortController();
const TABLE = 'revoked-tokens';
let dynamoDb: EmbeddedDynamoDb;
let client: DynamoDBClient;
let store: RevocationStore;

beforeAll(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  dynamoDb = await startEmbeddedDynamoDb();
  client = new DynamoDBClient({ endpoint: dynamoDb.url });
  store = new RevocationStore({ tableName: TABLE, endpoint: dynamoDb.url, createTableIfMissing: true });
  store.prepare();
});
afterAll(async () => {
  store.close();
  client.destroy();
  await dynamoDb.close();
  vi.unstubAllEnvs();
});

const isRevoked = (subject: string, tokenId: string | undefined, issuedAtEpochS: number): Promise<boolean> =>
  store.isRevoked({ subject, issuedAtEpochS, ...(tokenId !== undefined && { tokenId }) }, signal);

async function storedItem(revoked: string) {
  const Key = { revoked: { S: revoked } };
  return (await client.send(new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }))).Item;
}

describe('RevocationStore', () => {
  it('says why it cannot say anything', async () => {
    const missing = new RevocationStore({ tableName: 'nothing-here', endpoint: dynamoDb.url });
    const asked = missing.isRevoked({ subject: 'alice', issuedAtEpochS: 1 }, signal);
    await expect(asked).rejects.toMatchObject({ code: 'AUDIT_STORE_FAILED', reason: 'table-missing' });
    await expect(missing.revokeToken('id', 2, signal)).rejects.toMatchObject({ reason: 'table-missing' });
    missing.close();
  });

  it('is not created anywhere but on this machine', () => {
    const place = { endpoint: 'https://dynamodb.us-gov-west-1.amazonaws.com', createTableIfMissing: true };
    expect(() => new RevocationStore({ tableName: TABLE, ...place })).toThrow('createTableIfMissing');
  });

  it('stops when the signal fires', async () => {
    const asked = store.isRevoked({ subject: 'alice', issuedAtEpochS: 1 }, AbortSignal.abort('gone'));
    await expect(asked).rejects.toBe('gone');
  });

  it('knows of no revocation where there is none', async () => {
    expect(await isRevoked('nobody', 'none', 1_000)).toBe(false);
    expect(await isRevoked('nobody', undefined, 1_000)).toBe(false);
  });

  it('revokes one token and no other, and keeps that until the token is gone', async () => {
    await store.revokeToken('id-1', 90_000, signal);
    await store.revokeToken('id-1', 90_000, signal);
    expect(await isRevoked('alice', 'id-1', 1_000)).toBe(true);
    expect(await isRevoked('alice', 'id-2', 1_000)).toBe(false);
    expect(await isRevoked('alice', undefined, 1_000)).toBe(false);
    expect(await storedItem('jti:id-1')).toEqual({ revoked: { S: 'jti:id-1' }, ttl: { N: '90000' } });
  });

  it('revokes what was issued to a subject before an instant, and not what came at it or later', async () => {
    await store.revokeSubject('bob', 2_000, 90_000, signal);
    expect(await isRevoked('bob', 'any', 1_999)).toBe(true);
    expect(await isRevoked('bob', undefined, 1_999)).toBe(true);
    expect(await isRevoked('bob', 'any', 2_000)).toBe(false);
    expect(await isRevoked('Bob', 'any', 1_999)).toBe(false);
  });

  it('never takes a revocation back: an earlier instant changes nothing, a later one does', async () => {
    await store.revokeSubject('carol', 2_000, 90_000, signal);
    await store.revokeSubject('carol', 1_000, 80_000, signal);
    expect(await isRevoked('carol', undefined, 1_999)).toBe(true);
    expect((await storedItem('sub:carol'))?.['ttl']).toEqual({ N: '90000' });
    await store.revokeSubject('carol', 3_000, 95_000, signal);
    expect(await isRevoked('carol', undefined, 2_999)).toBe(true);
  });

  it('keeps tokens and subjects of one name apart', async () => {
    await store.revokeToken('dave', 90_000, signal);
    await store.revokeSubject('id-9', 2_000, 90_000, signal);
    expect(await isRevoked('dave', 'id-9', 1_000)).toBe(false);
  });

  it('takes an item whose instant is missing for all instants', async () => {
    await client.send(new PutItemCommand({ TableName: TABLE, Item: { revoked: { S: 'sub:erin' } } }));
    expect(await isRevoked('erin', undefined, 4_000_000_000)).toBe(true);
  });
});
