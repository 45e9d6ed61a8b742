import type { AttributeValue, PutItemInput } from '@aws-sdk/client-dynamodb';
import { AuditStoreError } from '../errors.js';
import { assertMayCreateTable, type TablePlace } from '../options.js';
import { classifyStoreFailure } from './classify-store-failure.js';
import { DynamoDbConnection } from './dynamodb-connection.js';
import type { DynamoDbOperation, DynamoDbOperations } from './dynamodb-operations.js';
import { isConditionFailed } from './dynamodb-refusal.js';
import { TableCreator } from './table-creator.js';
import type { TableDefinition } from './table-definition.js';

/** When an item may be written. */
export type PutCondition = Pick<
  PutItemInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** An item, and when it may be written. */
export type ConditionalPut = Pick<PutItemInput, 'Item'> & PutCondition;

/** A number as DynamoDB holds it. */
export function numberAttribute(value: number): AttributeValue {
  return { N: String(value) };
}

/** One table: connects on first use, and gives every failure the family's shape. */
export class DynamoDbTable {
  readonly name: string;
  readonly #connection: DynamoDbConnection;
  readonly #creator: TableCreator | undefined;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(definition: TableDefinition, place: TablePlace) {
    assertMayCreateTable(place);
    this.name = definition.TableName;
    this.#connection = new DynamoDbConnection(place.endpoint);
    if (place.createTableIfMissing === true) this.#creator = new TableCreator(this.#connection, definition);
  }

  /** Begins to create the table where that is wanted, but waits for nothing: start-up does not need DynamoDB. */
  prepare(): void {
    this.#creator?.ready(new AbortController().signal).catch(() => {
      // The first call tries again, and says why if it fails.
    });
  }

  /**
   * Calls DynamoDB about this table.
   *
   * @throws {AuditStoreError} for whatever goes wrong; the signal's reason when it fires first.
   */
  call<Operation extends DynamoDbOperation>(
    operation: Operation,
    input: Omit<DynamoDbOperations[Operation]['input'], 'TableName'>,
    signal: AbortSignal,
  ): Promise<DynamoDbOperations[Operation]['output']> {
    return this.#inShape(signal, async () => {
      if (this.#creator) await this.#creator.ready(signal);
      return this.#connection.call(operation, { TableName: this.name, ...input }, signal);
    });
  }

  /**
   * Writes an item where its condition holds. Says whether it did.
   *
   * @throws as `call`; the item may have been written all the same.
   */
  putIf({ Item, ...condition }: ConditionalPut, signal: AbortSignal): Promise<boolean> {
    return this.putPrintedIf(condition, JSON.stringify(Item), signal);
  }

  /** As `putIf`, for an item that is JSON already. */
  putPrintedIf(condition: PutCondition, item: string, signal: AbortSignal): Promise<boolean> {
    const body = `{"Item":${item},${JSON.stringify({ TableName: this.name, ...condition }).slice(1)}`;
    return this.#inShape(signal, async () => {
      try {
        if (this.#creator) await this.#creator.ready(signal);
        await this.#connection.send('PutItem', body, signal);
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    });
  }

  close(): void {
    this.#creator?.close();
    this.#connection.close();
  }

  async #inShape<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const reason = classifyStoreFailure(error);
      // A stand-in that was started afresh has lost its table.
      if (reason === 'table-missing') this.#creator?.forget();
      throw new AuditStoreError(reason, error);
    }
  }
}
