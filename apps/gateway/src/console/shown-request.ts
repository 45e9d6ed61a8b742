import type { FinishedAuditRecord } from '@app/audit';

/** Of a record, what the page shows. Addresses, tokens and fingerprints are for those who may read the audit. */
const SHOWN = [
  'requestId',
  'timestamp',
  'subject',
  'tenant',
  'operation',
  'modelId',
  'dataClassification',
  'requestedRoute',
  'routingMethod',
  'streamed',
  'outcome',
  'statusCode',
  'errorType',
  'latency',
  'firstByteMs',
  'requestSize',
  'responseSize',
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'upstreamRequestId',
  'attempts',
] as const satisfies readonly (keyof FinishedAuditRecord)[];

/** A finished request as the page gets it, in one line of JSON. Nothing of prompts or answers is in a record at all. */
export function showRequest(record: FinishedAuditRecord): string {
  return JSON.stringify(Object.fromEntries(SHOWN.map((field) => [field, record[field]])));
}
