export type {
  AuditAttempt,
  AuditCaller,
  AuditEnding,
  AuditFacts,
  AuditNote,
  AuditOpening,
  AuditOutcome,
  AuditRecord,
  FinalOutcome,
  FinishedAuditRecord,
  StartedAuditRecord,
} from './audit-record.js';
export { AuditDescriber } from './audit-describer.js';
export { AuditEntry } from './audit-entry.js';
export { AuditInterceptor } from './audit.interceptor.js';
export { AuditModule } from './audit.module.js';
export { AuditSink, type WriteResult } from './audit-sink.js';
export { AuditTrail } from './audit-trail.js';
export { AUDIT_INDEXES, auditTableDefinition, TTL_ATTRIBUTE } from './dynamodb/audit-table.js';
export { dayShardKey, INDEX_SHARDS, modelShardKey, shardOf } from './dynamodb/index-keys.js';
export {
  AuditConfigurationError,
  AuditEntryClosedError,
  AuditError,
  AuditStoreError,
  AuditUnavailableError,
  type StoreFailure,
} from './errors.js';
export { AUDIT_DEFAULTS, type AuditMode, type AuditOptions } from './options.js';
export { FinishedRecords, type RecordObserver } from './finished-records.js';
export { replayRecords, type ReplayCounts, type ReplayWatcher } from './replay/replay-records.js';
export { RevocationStore, type Revocable, type RevocationStoreOptions } from './revocations/revocation-store.js';
export { revocationTableDefinition } from './revocations/revocation-table.js';
export { DynamoDbAuditSink } from './sinks/dynamodb.sink.js';
export { LogAuditSink } from './sinks/log.sink.js';
export { MemoryAuditSink } from './sinks/memory.sink.js';
export { parseSpillLine, SPILL_MARKER, type SpilledRecord } from './sinks/spill-line.js';
export type { SpillCounters } from './spill.js';
export type { StoreProof } from './store-proof.js';
