import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../dynamodb/table-definition.js';

/** The partition key, and all there is of a key. */
export const TRAFFIC_KEY = 'setting';

/** The key of the one item: how `auto` is spread over the routes. */
export const TRAFFIC_ITEM: Record<string, AttributeValue> = { [TRAFFIC_KEY]: { S: 'traffic' } };

/**
 * The table of the operator's settings as the code needs it, in DynamoDB's own terms, for the sandbox and for tests that
 * hold the template to it. A table of its own: the gateway reads it and must not be able to write there, and whoever
 * shifts traffic must not be able to write anywhere else.
 */
export function trafficTableDefinition(tableName: string): TableDefinition {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: TRAFFIC_KEY, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: TRAFFIC_KEY, KeyType: 'HASH' }],
  };
}
