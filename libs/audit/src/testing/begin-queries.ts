import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, vi } from 'vitest';
import {
  EMBEDDED_DYNAMODB_ENV,
  startEmbeddedDynamoDb,
  type EmbeddedDynamoDb,
} from '../../../../test/support/embedded-dynamodb.js';
import { auditTableDefinition } from '../dynamodb/audit-table.js';
import { DynamoDbTable } from '../dynamodb/dynamodb-table.js';
import { AUDIT_DEFAULTS, type AuditOptions } from '../options.js';

/** A database with an empty audit table, for the specs of one file. */
export interface QueryGround {
  readonly dynamoDb: EmbeddedDynamoDb;
  readonly client: DynamoDBClient;
  readonly options: AuditOptions;
}

/** Starts the database before the specs of a file, and ends it after them. */
export function beginQueries(now: () => number): QueryGround {
  const ground: Partial<{ -readonly [Part in keyof QueryGround]: QueryGround[Part] }> = {};
  beforeAll(async () => {
    for (const [name, value] of Object.entries(EMBEDDED_DYNAMODB_ENV)) vi.stubEnv(name, value);
    const dynamoDb = await startEmbeddedDynamoDb();
    const endpoint = dynamoDb.url;
    const options = { ...AUDIT_DEFAULTS, gatewayVersion: '1.2.3', endpoint, createTableIfMissing: true, now };
    Object.assign(ground, { dynamoDb, options, client: new DynamoDBClient({ endpoint }) });
    const table = new DynamoDbTable(auditTableDefinition(options.tableName), options);
    // Waits for the table.
    await table.call('DescribeTable', {}, AbortSignal.timeout(10_000));
    table.close();
  });
  afterAll(async () => {
    ground.client?.destroy();
    await ground.dynamoDb?.close();
    vi.unstubAllEnvs();
  });
  return ground as QueryGround;
}
