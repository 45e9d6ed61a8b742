/**
 * A process of its own: DynamoDB's stand-in with an audit table that holds so many records, in an empty folder. Says
 * where it listens as the compiled server does.
 *
 * Usage: `node bench/growth/serve-audit-table.ts <folder> <records>`
 */
import './resolve-sources.ts';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EMBEDDED_DYNAMODB_ENV, startEmbeddedDynamoDb } from '../../test/support/embedded-dynamodb.ts';

// What `resolve-sources.ts` is for: a static import would be resolved before it is at work.
const { auditTableDefinition } = await import('../../libs/audit/src/dynamodb/audit-table.js');
const { loadTables } = await import('../../test/audit-api/load-tables.js');

/** What the gateway calls it if it is told nothing. */
const TABLE = 'cross-partition-requests';

const [path = '', records = ''] = process.argv.slice(2);
if (path === '' || !/^\d+$/.test(records)) throw new TypeError('Which folder, and how many records?');
await createTable();
await loadTables(path, new Map([[TABLE, Number(records)]]));
const { url } = await startEmbeddedDynamoDb({ path });
process.stdout.write(`${JSON.stringify({ port: Number(new URL(url).port) })}\n`);

/** In a database that is closed again: whoever fills it has to have it alone. */
async function createTable(): Promise<void> {
  const empty = await startEmbeddedDynamoDb({ path });
  const credentials = { accessKeyId: EMBEDDED_DYNAMODB_ENV.AWS_ACCESS_KEY_ID, secretAccessKey: 'embedded' };
  const client = new DynamoDBClient({ endpoint: empty.url, region: EMBEDDED_DYNAMODB_ENV.AWS_REGION, credentials });
  await client.send(new CreateTableCommand(auditTableDefinition(TABLE)));
  client.destroy();
  await empty.close();
}
