import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { TTL_ATTRIBUTE } from '../dynamodb/audit-table.js';
import { fitsPartitionKey } from '../dynamodb/index-keys.js';
import { UNINDEXED_SUBJECT } from '../dynamodb/print-item.js';

/** What records are asked for. What is not named is not looked at; texts have to be equal to the last character. */
export interface AuditFilter {
  /** The `sub` of the token. */
  readonly caller?: string;
  readonly tenant?: string;
  /** As it was asked for, not the inference profile that may have been put in. */
  readonly model?: string;
  /** The route that answered. */
  readonly route?: string;
  readonly class?: string;
  readonly outcome?: string;
  readonly operation?: string;
}

/** The field of the record that each part of a filter is held against. */
const FIELDS: Readonly<Record<keyof AuditFilter, string>> = {
  caller: 'subject',
  tenant: 'tenant',
  model: 'modelId',
  route: 'routingMethod',
  class: 'dataClassification',
  outcome: 'outcome',
  operation: 'operation',
};

/** The names of everything that can be filtered by. */
export const AUDIT_FILTERS = Object.keys(FIELDS) as readonly (keyof AuditFilter)[];

/** A filter in DynamoDB's terms. */
export interface FilterExpression {
  readonly FilterExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

/**
 * Puts a filter into DynamoDB's terms. Names and values never become part of the expression's text.
 *
 * Records that are over their time are left out: DynamoDB deletes them when it gets to it, which may take days.
 */
export function toFilterExpression(filter: AuditFilter, nowEpochMs: number): FilterExpression {
  const wanted = AUDIT_FILTERS.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [{ name, value }];
  });
  return {
    FilterExpression: ['#ttl > :now', ...wanted.map(({ name }) => `#${name} = :${name}`)].join(' AND '),
    ExpressionAttributeNames: {
      '#ttl': TTL_ATTRIBUTE,
      ...Object.fromEntries(wanted.map(({ name, value }) => [`#${name}`, attributeOf(name, value)])),
    },
    ExpressionAttributeValues: {
      ':now': { N: String(Math.floor(nowEpochMs / 1_000)) },
      ...Object.fromEntries(wanted.map(({ name, value }) => [`:${name}`, { S: value }])),
    },
  };
}

/** A name that no index takes stands in an attribute of its own. */
function attributeOf(name: keyof AuditFilter, value: string): string {
  return name === 'caller' && !fitsPartitionKey(value) ? UNINDEXED_SUBJECT : FIELDS[name];
}
