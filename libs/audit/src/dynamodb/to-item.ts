import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { allowListed, type WrittenFields } from '../allow-listed.js';
import type { AuditRecord } from '../audit-record.js';
import { fitsPartitionKey, indexKeysOf, textOf } from './index-keys.js';

/** Holds the `subject` that is too long (or empty) for the key of `by-caller`; the item is then not in that index. */
export const UNINDEXED_SUBJECT = 'subjectUnindexed';

/**
 * Builds the DynamoDB item of a record: the allow-listed fields and the keys of the indexes.
 *
 * No value in it can make an index refuse the write. What does not fit an index is missing there, never in the item:
 * an audit record must neither be lost nor shortened because somebody has a long name.
 */
export function toItem(record: AuditRecord): Record<string, AttributeValue> {
  const fields = allowListed(record);
  const item: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries({ ...unindexLongSubject(fields), ...indexKeysOf(fields) })) {
    item[name] = toAttribute(value);
  }
  return item;
}

function unindexLongSubject(fields: WrittenFields): WrittenFields {
  const { subject, ...others } = fields;
  const text = textOf(subject);
  return fitsPartitionKey(text) ? fields : { ...others, [UNINDEXED_SUBJECT]: text };
}

function toAttribute(value: WrittenFields[string]): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  return { L: value.map(toMap) };
}

function toMap(fields: WrittenFields): AttributeValue {
  return { M: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toAttribute(value)])) };
}
