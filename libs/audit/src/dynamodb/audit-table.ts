import type { GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from './table-definition.js';

/** The attribute that DynamoDB's time to live reads: epoch seconds. */
export const TTL_ATTRIBUTE = 'ttl';

/** The indexes: name to partition key. Each is sorted by `timestamp` and holds whole items. */
export const AUDIT_INDEXES = { 'by-caller': 'subject', 'by-model': 'modelShard', 'by-day': 'dayShard' } as const;

/**
 * The table as the code needs it, in DynamoDB's own terms, for the sandbox and for tests that hold the templates to it.
 *
 * Key: `requestId`, `timestamp`. Billed on demand. What only a real account has (time to live, point-in-time
 * recovery, a customer key) is set in the template.
 */
export function auditTableDefinition(tableName: string): TableDefinition {
  const attributes = ['requestId', 'timestamp', ...Object.values(AUDIT_INDEXES)];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keyedBy('requestId'),
    GlobalSecondaryIndexes: Object.entries(AUDIT_INDEXES).map(([name, key]) => index(name, key)),
  };
}

function index(IndexName: string, key: string): GlobalSecondaryIndex {
  return { IndexName, KeySchema: keyedBy(key), Projection: { ProjectionType: 'ALL' } };
}

function keyedBy(partitionKey: string): GlobalSecondaryIndex['KeySchema'] {
  return [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: 'timestamp', KeyType: 'RANGE' },
  ];
}
