import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AuditRecord, FinishedAuditRecord } from '../audit-record.js';
import { FINISHED } from './sample-records.js';
import { toItem } from './to-item.js';

/** What `BatchWriteItem` takes at a time. */
const BATCH = 25;
const BATCHES_AT_ONCE = 8;

/** A record like the sample, opened at an instant; `place` tells records of one millisecond apart, and spreads them. */
export function recordAt(
  epochMs: number,
  place: number,
  others: Partial<FinishedAuditRecord> = {},
): FinishedAuditRecord {
  return {
    ...FINISHED,
    requestId: requestIdOf(epochMs, place),
    timestamp: new Date(epochMs).toISOString(),
    ttl: Math.floor(epochMs / 1_000) + 2_592_000,
    ...others,
  };
}

/** In the form of a UUIDv7. Its last digit, and so its shard, is that of `place`. */
export function requestIdOf(epochMs: number, place: number): string {
  const time = epochMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${place.toString(16).padStart(12, '0')}`;
}

/** Puts records into a table, many at a time. */
export async function storeRecords(
  client: DynamoDBClient,
  tableName: string,
  records: Iterable<AuditRecord>,
): Promise<void> {
  const running = new Set<Promise<unknown>>();
  for (const batch of batchesOf(records)) {
    const requests = batch.map((record) => ({ PutRequest: { Item: toItem(record) } }));
    const done = client
      .send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }))
      .finally(() => running.delete(done));
    running.add(done);
    if (running.size >= BATCHES_AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
}

function* batchesOf(records: Iterable<AuditRecord>): Generator<AuditRecord[]> {
  let batch: AuditRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length === BATCH) yield batch.splice(0);
  }
  if (batch.length > 0) yield batch;
}
