import { DynamoDBClient, QueryCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';

/** An audit record as it stands in the table, in plain values. */
export type StoredRecord = Readonly<Record<string, unknown>>;

/** Whatever they are, the stand-in takes them. */
const CREDENTIALS = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };

/** All records of a table, by request id, which is by time. A table that does not exist yet has none. */
export async function readAuditRecords(endpoint: string, tableName: string): Promise<StoredRecord[]> {
  const client = new DynamoDBClient({ endpoint, region: 'us-gov-west-1', credentials: CREDENTIALS });
  try {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
    const records = Items.map((item) => plainMap(item));
    return records.toSorted((a, b) => String(a['requestId']).localeCompare(String(b['requestId'])));
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return [];
    throw error;
  } finally {
    client.destroy();
  }
}

/** The records of one caller, by time. A client of one's own is cheaper where many ask, one after the other. */
export async function readRecordsOfCaller(
  client: DynamoDBClient,
  tableName: string,
  subject: string,
): Promise<StoredRecord[]> {
  const query = {
    TableName: tableName,
    IndexName: 'by-caller',
    KeyConditionExpression: 'subject = :subject',
    ExpressionAttributeValues: { ':subject': { S: subject } },
  };
  const { Items = [] } = await client.send(new QueryCommand(query));
  return Items.map((item) => plainMap(item));
}

function plainMap(item: Readonly<Record<string, AttributeValue>>): StoredRecord {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function plain(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return plainMap(value.M);
  return value.L?.map((entry) => plain(entry));
}
