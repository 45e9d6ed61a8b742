import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { OnModuleInit } from '@nestjs/common';
import type { AuditRecord, FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';
import { AuditSink, type WriteResult } from '../audit-sink.js';
import { classifyStoreFailure } from '../dynamodb/classify-store-failure.js';
import { connectDynamoDb } from '../dynamodb/connect-dynamodb.js';
import { TableCreator } from '../dynamodb/table-creator.js';
import { toItem } from '../dynamodb/to-item.js';
import { AuditStoreError } from '../errors.js';
import { assertMayCreateTable, type AuditOptions } from '../options.js';

type Condition = Pick<
  PutItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

const IF_ABSENT: Condition = { ConditionExpression: 'attribute_not_exists(requestId)' };

/** Looks at the item with the whole key, `requestId` and `timestamp`; the attribute named is only there to be found. */
const IF_UNFINISHED: Condition = {
  ConditionExpression: 'attribute_not_exists(requestId) OR #outcome = :started',
  ExpressionAttributeNames: { '#outcome': 'outcome' },
  ExpressionAttributeValues: { ':started': { S: 'started' } },
};

/** Never a request's: those are UUIDs. */
const ABSENT_KEY = { requestId: { S: 'store-check' }, timestamp: { S: '1970-01-01T00:00:00.000Z' } };

/** Keeps records in a DynamoDB table, see `auditTableDefinition`. Connects on first use. */
export class DynamoDbAuditSink extends AuditSink implements OnModuleInit {
  readonly #client: DynamoDBClient;
  readonly #table: TableCreator | undefined;
  readonly #tableName: string;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(options: AuditOptions) {
    super();
    assertMayCreateTable(options);
    this.#tableName = options.tableName;
    this.#client = connectDynamoDb(options.endpoint);
    if (options.createTableIfMissing === true) this.#table = new TableCreator(this.#client, options.tableName);
  }

  /** Begins to create the table where that is wanted, but waits for nothing: start-up does not need DynamoDB. */
  onModuleInit(): void {
    this.#table?.ready(new AbortController().signal).catch(() => {
      // The first write tries again, and says why if it fails.
    });
  }

  start(record: StartedAuditRecord, signal: AbortSignal): Promise<WriteResult> {
    return this.#put(record, IF_ABSENT, signal);
  }

  finish(record: FinishedAuditRecord, signal: AbortSignal): Promise<WriteResult> {
    return this.#put(record, IF_UNFINISHED, signal);
  }

  check(signal: AbortSignal): Promise<void> {
    return this.#call(signal, async () => {
      const input = { TableName: this.#tableName, Key: ABSENT_KEY, ProjectionExpression: 'requestId' };
      await this.#client.send(new GetItemCommand(input), { abortSignal: signal });
    });
  }

  close(): void {
    this.#table?.close();
    this.#client.destroy();
  }

  #put(record: AuditRecord, condition: Condition, signal: AbortSignal): Promise<WriteResult> {
    return this.#call(signal, async () => {
      const input = { TableName: this.#tableName, Item: toItem(record), ...condition };
      try {
        await this.#client.send(new PutItemCommand(input), { abortSignal: signal });
        return 'stored';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'kept';
        throw error;
      }
    });
  }

  async #call<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
    try {
      await this.#table?.ready(signal);
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      const reason = classifyStoreFailure(error);
      // A stand-in that was started afresh has lost its table.
      if (reason === 'table-missing') this.#table?.forget();
      throw new AuditStoreError(reason, error);
    }
  }
}
