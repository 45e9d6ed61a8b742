import type { AuditAttempt, AuditFacts, FinishedAuditRecord } from './audit-record.js';

/** What a field may hold. Anything else in it is left out of what is written, never converted. */
export type FieldShape = 'text' | 'word' | 'sha256' | 'number' | 'flag' | 'attempts';

type FieldName = keyof FinishedAuditRecord;

/**
 * Every field that is ever written. A field that is missing here does not compile; one that is not in here is
 * not written, whatever object it comes on: no prompt, completion, token or header gets on record by accident.
 */
export const RECORD_FIELDS: Readonly<Record<FieldName, FieldShape>> = {
  requestId: 'text',
  timestamp: 'text',
  modelId: 'text',
  sourcePartition: 'word',
  destinationPartition: 'word',
  userArn: 'text',
  sourceIP: 'text',
  requestSize: 'number',
  responseSize: 'number',
  latency: 'number',
  success: 'flag',
  statusCode: 'number',
  ttl: 'number',
  clientRequestId: 'text',
  subject: 'text',
  tenant: 'text',
  tokenId: 'text',
  routingMethod: 'word',
  requestedRoute: 'word',
  attempts: 'attempts',
  operation: 'word',
  streamed: 'flag',
  dataClassification: 'text',
  requestFingerprint: 'sha256',
  inputTokens: 'number',
  outputTokens: 'number',
  cacheReadTokens: 'number',
  cacheWriteTokens: 'number',
  firstByteMs: 'number',
  upstreamRequestId: 'text',
  inferenceProfileId: 'text',
  errorType: 'word',
  outcome: 'word',
  gatewayVersion: 'text',
};

/** The names of all of them, in the order in which exports have them. */
export const AUDIT_RECORD_FIELDS: readonly string[] = Object.keys(RECORD_FIELDS);

/** The facts that may be added to an open record: what a note carries beyond them is dropped. */
export const FACT_FIELDS: Readonly<Record<keyof AuditFacts, true>> = {
  modelId: true,
  streamed: true,
  dataClassification: true,
  requestSize: true,
  responseSize: true,
  routingMethod: true,
  attempts: true,
  requestFingerprint: true,
  inputTokens: true,
  outputTokens: true,
  cacheReadTokens: true,
  cacheWriteTokens: true,
  firstByteMs: true,
  upstreamRequestId: true,
  inferenceProfileId: true,
  errorType: true,
};

/** Every field of one attempt that is written. */
export const ATTEMPT_FIELDS: Readonly<Record<keyof AuditAttempt, 'word' | 'number'>> = {
  route: 'word',
  transport: 'word',
  startedAtEpochMs: 'number',
  durationMs: 'number',
  outcome: 'word',
};
