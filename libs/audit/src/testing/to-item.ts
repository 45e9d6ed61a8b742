import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../audit-record.js';
import { printItem } from '../dynamodb/print-item.js';

/** The item of a record, as the AWS SDK has it. */
export function toItem(record: AuditRecord): Record<string, AttributeValue> {
  return JSON.parse(printItem(record)) as Record<string, AttributeValue>;
}
