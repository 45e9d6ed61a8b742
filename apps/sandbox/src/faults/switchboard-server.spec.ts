import { ListFoundationModelsCommand, ListInferenceProfilesCommand } from '@aws-sdk/client-bedrock';
import { CreateTableCommand, DescribeTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../sandbox.js';
import type { Sandbox } from '../sandbox.js';
import { apiKey, controlClient, dynamoDbClient } from '../testing/sdk-clients.js';

let sandbox: Sandbox;
beforeAll(async () => (sandbox = await startSandbox({ bedrockApiKey: apiKey })));
afterAll(() => sandbox.close());
beforeEach(() => sandbox.faults.clear());

async function ask(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${sandbox.urls.switchboard}${path}`, init);
  return { status: response.status, json: await response.json() };
}

describe('The switchboard over HTTP', () => {
  it('refuses a bad order by naming the field, and changes nothing', async () => {
    const { status, json } = await ask('PUT', '/faults', { route: 'vpn', fault: 'cut', after: -1 });
    expect(status).toBe(400);
    expect(json).toStrictEqual({ message: 'after must be a whole number of at least 0' });
    expect((await ask('GET', '/faults')).json).toMatchObject({ routes: { vpn: { fault: 'none' } } });
  });

  it('refuses what is no JSON, and too much of it', async () => {
    for (const body of ['{', 'x'.repeat(70_000)]) {
      const response = await fetch(`${sandbox.urls.switchboard}/faults`, { method: 'PUT', body });
      expect(response.status).toBe(400);
    }
  });

  it('puts a fault in force and says what is on', async () => {
    const { status, json } = await ask('PUT', '/faults', { route: 'internet', fault: 'throttle', times: 3 });
    expect(status).toBe(200);
    expect(json).toStrictEqual({
      routes: { internet: { fault: 'throttle', times: 3 }, vpn: { fault: 'none' } },
      stores: { dynamodb: { fault: 'none' }, secrets: { fault: 'none' } },
    });
    await fetch(`${sandbox.urls.internet}/foundation-models`, { headers: { authorization: `Bearer ${apiKey}` } });
    expect((await ask('GET', '/faults')).json).toMatchObject({ routes: { internet: { fault: 'throttle', times: 2 } } });
  });

  it('has taken a route down when it answers', async () => {
    await ask('PUT', '/faults', { route: 'vpn', fault: 'down' });
    await expect(fetch(sandbox.urls.vpn)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await ask('PUT', '/faults', { route: 'vpn', fault: 'none' });
    expect((await fetch(sandbox.urls.vpn)).status).toBe(404);
  });

  it('lists requests without bodies, of one route or both, and forgets them', async () => {
    sandbox.forgetRequests();
    await controlClient(sandbox.urls.internet).send(new ListFoundationModelsCommand());
    await controlClient(sandbox.urls.vpn).send(new ListInferenceProfilesCommand());

    const both = (await ask('GET', '/requests')).json as { requests: object[] };
    expect(both).toMatchObject({
      requests: [
        { route: 'internet', operation: 'ListFoundationModels', authentication: 'bearer', status: 200 },
        { route: 'vpn', operation: 'ListInferenceProfiles' },
      ],
      connections: { internet: 1, vpn: 1 },
    });
    expect(both.requests.every((request) => !('responseBody' in request))).toBe(true);
    expect((await ask('GET', '/requests?route=vpn')).json).toMatchObject({ requests: [{ route: 'vpn' }] });
    expect((await ask('GET', '/requests?route=moon')).status).toBe(400);

    await ask('DELETE', '/requests');
    expect((await ask('GET', '/requests')).json).toStrictEqual({
      requests: [],
      connections: { internet: 0, vpn: 0 },
    });
  });

  it('shows the newest hundred items of a table in plain JSON, even while the store is down', async () => {
    const client = dynamoDbClient(sandbox.urls.dynamodb);
    await client.send(
      new CreateTableCommand({
        TableName: 'records',
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'id', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'S' },
        ],
      }),
    );
    const describe = new DescribeTableCommand({ TableName: 'records' });
    await expect.poll(async () => (await client.send(describe)).Table?.TableStatus).toBe('ACTIVE');
    for (let index = 0; index < 105; index += 1) {
      const at = `2026-01-01T00:00:${String(index).padStart(3, '0')}`;
      const Item = {
        id: { S: `r${index}` },
        at: { S: at },
        n: { N: '7' },
        tags: { L: [{ BOOL: true }, { NULL: true }] },
      };
      await client.send(new PutItemCommand({ TableName: 'records', Item }));
    }
    await sandbox.faults.setStore('dynamodb', { fault: 'down' });

    const items = (await ask('GET', '/tables/records')).json as unknown[];
    expect(items).toHaveLength(100);
    expect(items[0]).toStrictEqual({ id: 'r104', at: '2026-01-01T00:00:104', n: 7, tags: [true, null] });
    expect(items[99]).toMatchObject({ id: 'r5' });
  });

  it('knows neither tables that are not there nor other paths', async () => {
    expect(await ask('GET', '/tables/nothing')).toStrictEqual({
      status: 404,
      json: { message: 'there is no table nothing' },
    });
    expect((await ask('POST', '/faults', {})).status).toBe(404);
  });
});
