import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { dynamoDbClient } from '../testing/sdk-clients.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
});
const client = (of = sandbox): DynamoDBClient => dynamoDbClient(of.urls.dynamodb);

const table = new CreateTableCommand({
  TableName: 'records',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
});
/** As at the real service, a table is not there at once. */
async function createTable(of = sandbox): Promise<void> {
  await client(of).send(table);
  const describe = new DescribeTableCommand({ TableName: 'records' });
  await expect.poll(async () => (await client(of).send(describe)).Table?.TableStatus).toBe('ACTIVE');
}

const put = (id: string): PutItemCommand =>
  new PutItemCommand({
    TableName: 'records',
    Item: { id: { S: id } },
    ConditionExpression: 'attribute_not_exists(id)',
  });
const get = (id: string): GetItemCommand => new GetItemCommand({ TableName: 'records', Key: { id: { S: id } } });

describe('DynamoDB', () => {
  it('keeps items, and conditions on them', async () => {
    await createTable();
    await client().send(put('a'));
    expect((await client().send(get('a'))).Item).toStrictEqual({ id: { S: 'a' } });
    await expect(client().send(put('a'))).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  });

  it('survives clients that leave in the middle of a body', async () => {
    await createTable();
    const { hostname, port } = new URL(sandbox.urls.dynamodb);
    for (let round = 0; round < 20; round += 1) {
      const socket = connect(Number(port), hostname);
      await once(socket, 'connect');
      socket.write(
        'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ncontent-length: 900\r\n\r\n{"x"',
      );
      await nextTurn();
      socket.resetAndDestroy();
    }
    await client().send(put('after'));
    expect((await client().send(get('after'))).Item).toBeDefined();
  });

  it.each(['null', '[]', '1', '', '{'])('survives the body %j', async (body) => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem', 'content-type': 'application/x-amz-json-1.0' };
    const response = await fetch(sandbox.urls.dynamodb, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: expect.stringContaining('SerializationException') as string,
    });
  });

  it('refuses a body over 16 MiB', async () => {
    const body = Buffer.alloc(16 * 1024 * 1024 + 1, ' ');
    expect((await fetch(sandbox.urls.dynamodb, { method: 'POST', body })).status).toBe(413);
  });

  it('remembers a time to live until the table is deleted', async () => {
    await createTable();
    const describe = new DescribeTimeToLiveCommand({ TableName: 'records' });
    const status = async (): Promise<unknown> => (await client().send(describe)).TimeToLiveDescription;
    const update = (Enabled: boolean): UpdateTimeToLiveCommand =>
      new UpdateTimeToLiveCommand({
        TableName: 'records',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled },
      });
    expect(await status()).toStrictEqual({ TimeToLiveStatus: 'DISABLED' });
    await client().send(update(true));
    expect(await status()).toStrictEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    await expect(client().send(update(true))).rejects.toThrow('TimeToLive is already enabled');
    await client().send(update(false));
    await client().send(update(true));
    await client().send(new DeleteTableCommand({ TableName: 'records' }));
    await expect(status()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await createTable();
    expect(await status()).toStrictEqual({ TimeToLiveStatus: 'DISABLED' });
  });

  it('fails as the switchboard says, and changes nothing then', async () => {
    await createTable();
    await sandbox.faults.setStore('dynamodb', { fault: 'error' });
    await expect(client().send(put('a'))).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500 },
    });
    await sandbox.faults.setStore('dynamodb', { fault: 'throttle' });
    await expect(client().send(put('a'))).rejects.toMatchObject({
      name: 'ProvisionedThroughputExceededException',
      $metadata: { httpStatusCode: 400 },
    });
    await sandbox.faults.setStore('dynamodb', { fault: 'down' });
    await expect(client().send(put('a'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await sandbox.faults.setStore('dynamodb', { fault: 'slow', delayMs: 60 });
    const startedAtMs = performance.now();
    expect((await client().send(get('a'))).Item).toBeUndefined();
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(58);
  });

  it('keeps its tables on disk from one start to the next', async () => {
    const folder = await temporaryFolder();
    const first = await startSandbox({ folder });
    await createTable(first);
    await client(first).send(put('kept'));
    await first.close();
    await using second = await startSandbox({ folder });
    expect((await client(second).send(get('kept'))).Item).toStrictEqual({ id: { S: 'kept' } });
  });
});
