import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from '../dynamodb/table-definition.js';

/** The partition key, and all there is of a key. */
export const REVOCATION_KEY = 'revoked';

/**
 * The table of revoked tokens as the code needs it, in DynamoDB's own terms, for the sandbox and for tests that hold the
 * template to it. Not the audit table: whoever revokes must not be able to write there, nor the gateway here.
 *
 * Items expire by the attribute `ttl`. What only a real account has is set in the template.
 */
export function revocationTableDefinition(tableName: string): TableDefinition {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: REVOCATION_KEY, AttributeType: 'S' }],
    KeySchema: [{ AttributeName: REVOCATION_KEY, KeyType: 'HASH' }],
  };
}

/** The key of one token, by its `jti`. The prefixes keep a token from being called like a subject. */
export function tokenKey(tokenId: string): Record<string, AttributeValue> {
  return { [REVOCATION_KEY]: { S: `jti:${tokenId}` } };
}

/** The key of all tokens of a subject, whichever tenant they name. */
export function subjectKey(subject: string): Record<string, AttributeValue> {
  return { [REVOCATION_KEY]: { S: `sub:${subject}` } };
}
