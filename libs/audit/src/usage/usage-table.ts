import type { TableDefinition } from '../dynamodb/table-definition.js';

/** The keys: a part of a day, and what is counted apart in it. */
export const USAGE_KEYS = { part: 'part', row: 'row' } as const;

/** Parts that the counters of a day are spread over, so that no partition takes all writes. Never change it: old days keep theirs. */
export const USAGE_SHARDS = 8;

/**
 * The table of usage counters as the code needs it, in DynamoDB's own terms, for the sandbox and for tests that hold the
 * template to it. Not the audit table: that one holds audit records only, and nobody may change them.
 *
 * Items expire by the attribute `ttl`. What only a real account has is set in the template.
 */
export function usageTableDefinition(tableName: string): TableDefinition {
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: USAGE_KEYS.part, AttributeType: 'S' },
      { AttributeName: USAGE_KEYS.row, AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: USAGE_KEYS.part, KeyType: 'HASH' },
      { AttributeName: USAGE_KEYS.row, KeyType: 'RANGE' },
    ],
  };
}

/** The part of a day that a process counts in: `YYYY-MM-DD#<shard>`. */
export function countedPart(day: string, shard: number): string {
  return `${day}#${shard}`;
}

/** The part of a day that says what counting it again has changed. */
export function correctedPart(day: string): string {
  return `${day}#corrected`;
}

/** All parts that are counted in. */
export function countedParts(day: string): readonly string[] {
  return Array.from({ length: USAGE_SHARDS }, (_, shard) => countedPart(day, shard));
}
