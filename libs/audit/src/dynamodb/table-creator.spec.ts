import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../test/support/embedded-dynamodb.js';
import { auditTableDefinition } from './audit-table.js';
import { DynamoDbConnection } from './dynamodb-connection.js';
import { TableCreator } from './table-creator.js';

const { signal } = new AbortController();
let dynamoDb: EmbeddedDynamoDb;
let connection: DynamoDbConnection;

beforeEach(() => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
});
afterEach(async () => {
  connection.close();
  await dynamoDb.close();
  vi.unstubAllEnvs();
});

async function createTable(createTableMs = 0): Promise<TableCreator> {
  dynamoDb = await startEmbeddedDynamoDb({ createTableMs });
  connection = new DynamoDbConnection(dynamoDb.url);
  return new TableCreator(connection, auditTableDefinition('audit'));
}

describe('TableCreator', () => {
  it('creates a missing table, with its indexes, and waits until it is active', async () => {
    const creator = await createTable(120);
    await creator.ready(signal);
    const { Table } = await connection.call('DescribeTable', { TableName: 'audit' }, signal);
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)?.toSorted()).toEqual([
      'by-caller',
      'by-day',
      'by-model',
    ]);
    expect(dynamoDb.operations.slice(0, 3)).toEqual(['DescribeTable', 'CreateTable', 'DescribeTable']);
    expect(dynamoDb.operations).toContain('UpdateTimeToLive');
  });

  it('creates once, however many wait for it', async () => {
    const creator = await createTable();
    await Promise.all([creator.ready(signal), creator.ready(signal)]);
    await creator.ready(signal);
    expect(dynamoDb.operations.filter((operation) => operation === 'CreateTable')).toHaveLength(1);
  });

  it('leaves a table alone that is there', async () => {
    await (await createTable()).ready(signal);
    const before = dynamoDb.operations.length;
    await new TableCreator(connection, auditTableDefinition('audit')).ready(signal);
    expect(dynamoDb.operations.slice(before)).toEqual(['DescribeTable']);
  });

  it('is content with a table that another process has just created', async () => {
    await (await createTable()).ready(signal);
    dynamoDb.failNext('DescribeTable', 'ResourceNotFoundException');
    await expect(new TableCreator(connection, auditTableDefinition('audit')).ready(signal)).resolves.toBeUndefined();
    expect(dynamoDb.operations.filter((operation) => operation === 'CreateTable')).toHaveLength(2);
  });

  it.each(['DescribeTable', 'CreateTable', 'UpdateTimeToLive'])(
    'fails when %s fails, and begins anew',
    async (operation) => {
      const creator = await createTable();
      dynamoDb.failNext(operation, 'AccessDeniedException');
      await expect(creator.ready(signal)).rejects.toMatchObject({ name: 'AccessDeniedException' });
      await expect(creator.ready(signal)).resolves.toBeUndefined();
    },
  );

  it('goes on in the background when a caller has left', async () => {
    const creator = await createTable(100);
    const caller = new AbortController();
    const left = creator.ready(caller.signal);
    caller.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await creator.ready(signal);
    expect(dynamoDb.operations.filter((operation) => operation === 'CreateTable')).toHaveLength(1);
  });

  it('ends a creation when it is closed', async () => {
    const creator = await createTable(60_000);
    const outcome = creator.ready(signal).catch((error: unknown) => error);
    await expect.poll(() => dynamoDb.operations.length).toBeGreaterThan(2);
    creator.close();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
  });
});
