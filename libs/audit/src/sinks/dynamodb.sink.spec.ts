import { DeleteTableCommand, DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../test/support/embedded-dynamodb.js';
import { FINISHED, STARTED } from '../testing/sample-records.js';
import { toItem } from '../testing/to-item.js';
import { AUDIT_DEFAULTS } from '../options.js';
import { DynamoDbAuditSink } from './dynamodb.sink.js';

const { signal } = new AbortController();
const TABLE = AUDIT_DEFAULTS.tableName;
let dynamoDb: EmbeddedDynamoDb;
let client: DynamoDBClient;
let sink: DynamoDbAuditSink;

beforeAll(async () => {
  for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
  dynamoDb = await startEmbeddedDynamoDb();
  client = new DynamoDBClient({ endpoint: dynamoDb.url });
  sink = openSink({ createTableIfMissing: true });
});
afterAll(async () => {
  sink.close();
  client.destroy();
  await dynamoDb.close();
  vi.unstubAllEnvs();
});

function openSink(options: { tableName?: string; createTableIfMissing?: boolean; endpoint?: string } = {}) {
  return new DynamoDbAuditSink({ ...AUDIT_DEFAULTS, gatewayVersion: '1.2.3', endpoint: dynamoDb.url, ...options });
}

/** The sample records under an id of their own. */
function recordsOf(requestId: string) {
  return { started: { ...STARTED, requestId }, finished: { ...FINISHED, requestId } };
}

async function storedItem(requestId: string) {
  const Key = { requestId: { S: requestId }, timestamp: { S: STARTED.timestamp } };
  return (await client.send(new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }))).Item;
}

async function idsIn(IndexName: string, key: string, value: string) {
  const query = { TableName: TABLE, IndexName, KeyConditionExpression: '#key = :value' };
  const values = { ExpressionAttributeNames: { '#key': key }, ExpressionAttributeValues: { ':value': { S: value } } };
  const { Items = [] } = await client.send(new QueryCommand({ ...query, ...values }));
  return Items.map((item) => item['requestId']?.S);
}

describe('DynamoDbAuditSink, writing', () => {
  it('never lets a late start replace a finished record', async () => {
    const { started, finished } = recordsOf('late-start');
    await expect(sink.finish(finished, signal)).resolves.toBe('stored');
    await expect(sink.start(started, signal)).resolves.toBe('kept');
    await expect(storedItem('late-start')).resolves.toEqual(toItem(finished));
  });

  it('never lets a second finish replace the first', async () => {
    const { finished } = recordsOf('second-finish');
    await expect(sink.finish(finished, signal)).resolves.toBe('stored');
    await expect(sink.finish({ ...finished, outcome: 'failed' }, signal)).resolves.toBe('kept');
    await expect(storedItem('second-finish')).resolves.toMatchObject({ outcome: { S: 'complete' } });
  });

  it('replaces a started record by the finished one', async () => {
    const { started, finished } = recordsOf('both');
    await expect(sink.start(started, signal)).resolves.toBe('stored');
    await expect(sink.start(started, signal)).resolves.toBe('kept');
    await expect(storedItem('both')).resolves.toEqual(toItem(started));
    await expect(sink.finish(finished, signal)).resolves.toBe('stored');
    await expect(storedItem('both')).resolves.toEqual(toItem(finished));
  });

  it('says that a write is not certain whose answer was lost; repeated, it is', async () => {
    const { started } = recordsOf('lost-answer');
    dynamoDb.loseNextAnswerOf('PutItem');
    await expect(sink.start(started, signal)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(sink.start(started, signal)).resolves.toBe('kept');
  });

  it('tries once: repeating is the business of the trail', async () => {
    const before = dynamoDb.operations.length;
    dynamoDb.failNext('PutItem', 'ProvisionedThroughputExceededException');
    await expect(sink.start(recordsOf('once').started, signal)).rejects.toMatchObject({ reason: 'throttled' });
    expect(dynamoDb.operations.slice(before)).toEqual(['PutItem']);
  });

  it('ends with the reason of the signal', async () => {
    const gone = new AbortController();
    const write = sink.start(recordsOf('gone').started, gone.signal);
    gone.abort(new Error('gone'));
    await expect(write).rejects.toThrow('gone');
  });
});

describe('DynamoDbAuditSink, indexing', () => {
  it('has a record in the indexes by caller, by model and by day', async () => {
    await sink.finish({ ...recordsOf('indexed-5').finished, subject: 'app-two', modelId: 'some.model' }, signal);
    await expect(idsIn('by-caller', 'subject', 'app-two')).resolves.toEqual(['indexed-5']);
    await expect(idsIn('by-model', 'modelShard', 'some.model#5')).resolves.toEqual(['indexed-5']);
    await expect(idsIn('by-day', 'dayShard', '2026-03-04#5')).resolves.toEqual(['indexed-5']);
  });

  it.each([
    ['empty', ''],
    ['too long for an index', 'x'.repeat(2_049)],
  ])('takes a record whose subject and model id are %s', async (_, text) => {
    const requestId = `unindexed-${text.length}`;
    const { started } = recordsOf(requestId);
    await expect(sink.start({ ...started, subject: text, modelId: text }, signal)).resolves.toBe('stored');
    await expect(storedItem(requestId)).resolves.toMatchObject({ subjectUnindexed: { S: text }, modelId: { S: text } });
  });
});

describe('DynamoDbAuditSink, proving itself', () => {
  it('is proven by a read that writes nothing', async () => {
    const before = dynamoDb.operations.length;
    await expect(sink.check(signal)).resolves.toBeUndefined();
    expect(dynamoDb.operations.slice(before)).toEqual(['GetItem']);
  });

  it('is not proven without its table, and does not create it unasked', async () => {
    const other = openSink({ tableName: 'missing' });
    other.onModuleInit();
    await expect(other.check(signal)).rejects.toMatchObject({ code: 'AUDIT_STORE_FAILED', reason: 'table-missing' });
    other.close();
  });

  it('is not proven where nothing listens', async () => {
    const other = openSink({ endpoint: 'http://127.0.0.1:9' });
    await expect(other.check(signal)).rejects.toMatchObject({ reason: 'unreachable' });
    other.close();
  });

  it('creates a table anew that a restart of the stand-in has lost', async () => {
    const tableName = 'forgetful';
    const other = openSink({ tableName, createTableIfMissing: true });
    await expect(other.start(STARTED, signal)).resolves.toBe('stored');
    await client.send(new DeleteTableCommand({ TableName: tableName }));
    await expect.poll(() => other.start(STARTED, signal).catch(() => 'not yet'), { timeout: 5_000 }).toBe('stored');
    other.close();
  });
});
