import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { allowListedFields, type WrittenFields } from '../allow-listed.js';
import { plainItem } from '../dynamodb/plain-value.js';
import { UNINDEXED_SUBJECT } from '../dynamodb/print-item.js';

/**
 * A record as it is on record: the fields of `AuditRecord`, as far as they were written. Older versions of the gateway
 * may have written fewer.
 */
export type StoredAuditRecord = WrittenFields & { readonly requestId: string; readonly timestamp: string };

/** An item of the table. */
export type AuditItem = Readonly<Record<string, AttributeValue>>;

/**
 * Reads an item back: the inverse of `toItem`. What is not a field of a record, such as the keys of the indexes, is left
 * out, and so is a field whose value has not the shape that it is written in.
 *
 * @returns undefined for an item without a key, which is no record.
 */
export function fromItem(item: AuditItem): StoredAuditRecord | undefined {
  const { [UNINDEXED_SUBJECT]: longSubject, ...values } = plainItem(item);
  const fields = allowListedFields({ ...(longSubject !== undefined && { subject: longSubject }), ...values });
  const { requestId, timestamp } = fields;
  if (typeof requestId !== 'string' || typeof timestamp !== 'string') return undefined;
  return { ...fields, requestId, timestamp };
}
