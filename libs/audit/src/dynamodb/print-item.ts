import { forEachAllowed, type Scalar, type WrittenField, type WrittenFields } from '../allow-listed.js';
import type { AuditRecord } from '../audit-record.js';
import { AUDIT_RECORD_FIELDS } from '../record-fields.js';
import { fitsPartitionKey, indexKeysOf, textOf } from './index-keys.js';

/** Holds the `subject` that is too long (or empty) for the key of `by-caller`; the item is then not in that index. */
export const UNINDEXED_SUBJECT = 'subjectUnindexed';

/** What the keys of indexes are made of. */
const INDEXED: ReadonlySet<string> = new Set(['requestId', 'timestamp', 'modelId']);

/** The names of attributes as JSON has them, with the colon behind. */
const PRINTED_NAMES: ReadonlyMap<string, string> = new Map(AUDIT_RECORD_FIELDS.map((name) => [name, printName(name)]));

/**
 * Prints the DynamoDB item of a record, as it goes over the wire: the allow-listed fields and the keys of the indexes.
 *
 * No value in it can make an index refuse the write. What does not fit an index is missing there, never in the item:
 * an audit record must neither be lost nor shortened because somebody has a long name.
 *
 * As text at once: every request is written down twice, and an object of its attributes would cost more than the rest.
 */
export function printItem(record: AuditRecord): string {
  let printed = '';
  const indexed: Record<string, WrittenField> = {};
  forEachAllowed(record, (name, value) => {
    if (INDEXED.has(name)) indexed[name] = value;
    const isUnindexed = name === 'subject' && !fitsPartitionKey(textOf(value));
    printed += `${isUnindexed ? printName(UNINDEXED_SUBJECT) : (PRINTED_NAMES.get(name) ?? '')}${printValue(value)},`;
  });
  return `{${printed}${printKeys(indexed)}}`;
}

function printKeys(indexed: WrittenFields): string {
  const keys = Object.entries(indexKeysOf(indexed));
  return keys.map(([name, value]) => `${printName(name)}${printValue(value)}`).join(',');
}

function printName(name: string): string {
  return `${JSON.stringify(name)}:`;
}

function printValue(value: WrittenField): string {
  if (typeof value === 'string') return `{"S":${JSON.stringify(value)}}`;
  if (typeof value === 'number') return `{"N":"${value}"}`;
  if (typeof value === 'boolean') return value ? '{"BOOL":true}' : '{"BOOL":false}';
  return `{"L":[${value.map(printMap).join(',')}]}`;
}

function printMap(fields: Readonly<Record<string, Scalar>>): string {
  const printed = Object.entries(fields).map(([name, value]) => `${printName(name)}${printValue(value)}`);
  return `{"M":{${printed.join(',')}}}`;
}
