import type { QueryInput } from '@aws-sdk/client-dynamodb';
import { AUDIT_INDEXES } from '../dynamodb/audit-table.js';
import type { DynamoDbTable } from '../dynamodb/dynamodb-table.js';
import { textOf } from '../dynamodb/index-keys.js';
import { tryRepeatedly, type WriteBounds } from '../try-repeatedly.js';
import { toFilterExpression, type AuditFilter } from './audit-filter.js';
import { fromItem, type AuditItem, type StoredAuditRecord } from './from-item.js';
import type { AuditWindow, IndexPartition } from './query-plan.js';

type TableQuery = Omit<QueryInput, 'TableName'>;

/** Somebody waits for a read, but not for a request of theirs. */
export const READ_BOUNDS: WriteBounds = { maxTries: 3, tryTimeoutMs: 2_500, overallTimeoutMs: 6_000 };

/** The key of a record in the table. */
export interface RecordKey {
  readonly requestId: string;
  readonly timestamp: string;
}

/** What one request to DynamoDB brought. */
export interface RecordChunk {
  /** Newest first; those that the filter left over. */
  readonly records: readonly StoredAuditRecord[];
  /** Where the next chunk begins; undefined at the end of the partition. */
  readonly lastKey: RecordKey | undefined;
  /** Records that were looked at: they are what is paid for. */
  readonly evaluated: number;
  /** Read units, as DynamoDB counts them. */
  readonly readUnits: number;
}

/** What is the same for every chunk of a query. */
export interface ChunkQuery {
  readonly window: AuditWindow;
  readonly filter: AuditFilter;
  readonly nowEpochMs: number;
  /** Fields that matter; all of them without. */
  readonly fields?: readonly string[];
}

/** Reads partitions of the indexes, newest record first, one bounded request at a time. */
export class PartitionReader {
  constructor(private readonly table: DynamoDbTable) {}

  /**
   * Reads one chunk.
   *
   * @param limit records to look at, whether the filter leaves them over or not.
   * @throws {AuditStoreError} when three tries have failed; the signal's reason when it fires.
   */
  read(
    query: ChunkQuery,
    partition: IndexPartition,
    { after, limit }: { readonly after: RecordKey | undefined; readonly limit: number },
    signal: AbortSignal,
  ): Promise<RecordChunk> {
    const input: TableQuery = {
      ...this.#input(query, partition),
      Limit: limit,
      ...(after && { ExclusiveStartKey: startKeyOf(partition, after) }),
    };
    return tryRepeatedly(READ_BOUNDS, signal, (_, own) => this.#send(input, own));
  }

  #input({ window, filter, nowEpochMs, fields = [] }: ChunkQuery, { index, key }: IndexPartition): TableQuery {
    const { FilterExpression, ExpressionAttributeNames, ExpressionAttributeValues } = toFilterExpression(
      filter,
      nowEpochMs,
    );
    const projected = fields.map((name, place) => [`#f${place}`, name] as const);
    return {
      IndexName: index,
      KeyConditionExpression: '#partition = :partition AND #time BETWEEN :from AND :to',
      FilterExpression,
      ExpressionAttributeNames: {
        ...ExpressionAttributeNames,
        ...Object.fromEntries(projected),
        '#partition': AUDIT_INDEXES[index],
        '#time': 'timestamp',
      },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ':partition': { S: key },
        ':from': { S: new Date(window.fromEpochMs).toISOString() },
        // BETWEEN has both ends, the window only one; records are stamped in whole milliseconds.
        ':to': { S: new Date(window.toEpochMs - 1).toISOString() },
      },
      ...(projected.length > 0 && { ProjectionExpression: projected.map(([name]) => name).join(', ') }),
      ScanIndexForward: false,
      ReturnConsumedCapacity: 'TOTAL',
    };
  }

  async #send(input: TableQuery, signal: AbortSignal): Promise<RecordChunk> {
    const answer = await this.table.call('Query', input, signal);
    return {
      records: (answer.Items ?? []).flatMap((item) => fromItem(item) ?? []),
      lastKey: answer.LastEvaluatedKey && keyOf(answer.LastEvaluatedKey),
      evaluated: answer.ScannedCount ?? 0,
      readUnits: answer.ConsumedCapacity?.CapacityUnits ?? 0,
    };
  }
}

function startKeyOf(
  { index, key }: IndexPartition,
  { requestId, timestamp }: RecordKey,
): Record<string, { S: string }> {
  return { [AUDIT_INDEXES[index]]: { S: key }, requestId: { S: requestId }, timestamp: { S: timestamp } };
}

function keyOf(item: AuditItem): RecordKey {
  return { requestId: textOf(item['requestId']?.S), timestamp: textOf(item['timestamp']?.S) };
}
