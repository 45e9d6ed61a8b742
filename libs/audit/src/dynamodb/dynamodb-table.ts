import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AuditStoreError } from '../errors.js';
import { assertMayCreateTable, type TablePlace } from '../options.js';
import { classifyStoreFailure } from './classify-store-failure.js';
import { connectDynamoDb } from './connect-dynamodb.js';
import { TableCreator } from './table-creator.js';
import type { TableDefinition } from './table-definition.js';

/** An item, and when it may be written. */
export type ConditionalPut = Pick<
  PutItemCommandInput,
  'Item' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

/** A number as DynamoDB holds it. */
export function numberAttribute(value: number): AttributeValue {
  return { N: String(value) };
}

/** One table: connects on first use, and gives every failure the family's shape. */
export class DynamoDbTable {
  readonly name: string;
  readonly #client: DynamoDBClient;
  readonly #creator: TableCreator | undefined;

  /** @throws {AuditConfigurationError} where a table is to be created anywhere but on this machine. */
  constructor(definition: TableDefinition, place: TablePlace) {
    assertMayCreateTable(place);
    this.name = definition.TableName;
    this.#client = connectDynamoDb(place.endpoint);
    if (place.createTableIfMissing === true) this.#creator = new TableCreator(this.#client, definition);
  }

  /** Begins to create the table where that is wanted, but waits for nothing: start-up does not need DynamoDB. */
  prepare(): void {
    this.#creator?.ready(new AbortController().signal).catch(() => {
      // The first call tries again, and says why if it fails.
    });
  }

  /** @throws {AuditStoreError} for whatever `work` throws; the signal's reason when it fires first. */
  async call<T>(signal: AbortSignal, work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
    try {
      await this.#creator?.ready(signal);
      return await work(this.#client);
    } catch (error) {
      signal.throwIfAborted();
      const reason = classifyStoreFailure(error);
      // A stand-in that was started afresh has lost its table.
      if (reason === 'table-missing') this.#creator?.forget();
      throw new AuditStoreError(reason, error);
    }
  }

  /**
   * Writes an item where its condition holds. Says whether it did.
   *
   * @throws as `call`; the item may have been written all the same.
   */
  putIf(put: ConditionalPut, signal: AbortSignal): Promise<boolean> {
    const input = { TableName: this.name, ...put };
    return this.call(signal, async (client) => {
      try {
        await client.send(new PutItemCommand(input), { abortSignal: signal });
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    });
  }

  close(): void {
    this.#creator?.close();
    this.#client.destroy();
  }
}
