import type { OnModuleInit } from '@nestjs/common';
import type { AuditRecord, FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';
import { AuditSink, type WriteResult } from '../audit-sink.js';
import { auditTableDefinition } from '../dynamodb/audit-table.js';
import { DynamoDbTable, type PutCondition } from '../dynamodb/dynamodb-table.js';
import { printItem } from '../dynamodb/print-item.js';
import type { AuditOptions } from '../options.js';

const IF_ABSENT: PutCondition = { ConditionExpression: 'attribute_not_exists(requestId)' };

/** Looks at the item with the whole key, `requestId` and `timestamp`; the attribute named is only there to be found. */
const IF_UNFINISHED: PutCondition = {
  ConditionExpression: 'attribute_not_exists(requestId) OR #outcome = :started',
  ExpressionAttributeNames: { '#outcome': 'outcome' },
  ExpressionAttributeValues: { ':started': { S: 'started' } },
};

/** Never a request's: those are UUIDs. */
const ABSENT_KEY = { requestId: { S: 'store-check' }, timestamp: { S: '1970-01-01T00:00:00.000Z' } };

/** Keeps records in a DynamoDB table, see `auditTableDefinition`. Connects on first use. */
export class DynamoDbAuditSink extends AuditSink implements OnModuleInit {
  readonly #table: DynamoDbTable;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(options: AuditOptions) {
    super();
    this.#table = new DynamoDbTable(auditTableDefinition(options.tableName), options);
  }

  onModuleInit(): void {
    this.#table.prepare();
  }

  start(record: StartedAuditRecord, signal: AbortSignal): Promise<WriteResult> {
    return this.#put(record, IF_ABSENT, signal);
  }

  finish(record: FinishedAuditRecord, signal: AbortSignal): Promise<WriteResult> {
    return this.#put(record, IF_UNFINISHED, signal);
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.#table.call('GetItem', { Key: ABSENT_KEY, ProjectionExpression: 'requestId' }, signal);
  }

  close(): void {
    this.#table.close();
  }

  async #put(record: AuditRecord, condition: PutCondition, signal: AbortSignal): Promise<WriteResult> {
    const isStored = await this.#table.putPrintedIf(condition, printItem(record), signal);
    return isStored ? 'stored' : 'kept';
  }
}
