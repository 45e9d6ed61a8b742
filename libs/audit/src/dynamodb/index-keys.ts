import type { WrittenFields } from '../allow-listed.js';

/** Parts that each model and each day is spread over, so that no partition of an index takes all writes. Never change it: old items keep theirs. */
export const INDEX_SHARDS = 8;

/**
 * DynamoDB refuses the whole item if the key of an index is empty or longer than this, in bytes of UTF-8.
 * Source: "Quotas in Amazon DynamoDB", partition keys and sort keys.
 */
export const MAX_PARTITION_KEY_BYTES = 2_048;

/** The index key of one part of a model's records: `<modelId>#<shard>`. */
export function modelShardKey(modelId: string, shard: number): string {
  return `${modelId}#${shard}`;
}

/** The index key of one part of a day's records: `YYYY-MM-DD#<shard>`. */
export function dayShardKey(timestamp: string, shard: number): string {
  return `${timestamp.slice(0, 10)}#${shard}`;
}

/** The shard of a request: the last hex digit of its UUIDv7, which is random, modulo 8. Any other id goes to shard 0. */
export function shardOf(requestId: string): number {
  const digit = Number.parseInt(requestId.slice(-1), 16);
  return Number.isNaN(digit) ? 0 : digit % INDEX_SHARDS;
}

/** The attributes that only the indexes need. A record without model id, or with one too long for a key, is not in `by-model`. */
export function indexKeysOf(fields: WrittenFields): Readonly<Record<string, string>> {
  const shard = shardOf(textOf(fields['requestId']));
  const dayShard = dayShardKey(textOf(fields['timestamp']), shard);
  const modelId = textOf(fields['modelId']);
  const modelShard = modelShardKey(modelId, shard);
  return modelId !== '' && fitsPartitionKey(modelShard) ? { dayShard, modelShard } : { dayShard };
}

/** A field's text; empty for one that is absent or holds something else. */
export function textOf(field: WrittenFields[string] | undefined): string {
  return typeof field === 'string' ? field : '';
}

/** Whether DynamoDB takes a value as the partition key of an index. */
export function fitsPartitionKey(value: string): boolean {
  return value !== '' && Buffer.byteLength(value) <= MAX_PARTITION_KEY_BYTES;
}
