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
  AuditCursorError,
  AuditEntryClosedError,
  AuditError,
  AuditStoreError,
  AuditUnavailableError,
  AuditUnreadableError,
  UsageDayUnsettledError,
  UsageTooLargeError,
  type StoreFailure,
} from './errors.js';
export { AUDIT_DEFAULTS, type AuditMode, type AuditOptions, type TablePlace } from './options.js';
export { FinishedRecords, type RecordObserver, type StoredRecordObserver } from './finished-records.js';
export { AUDIT_FILTERS, type AuditFilter } from './queries/audit-filter.js';
export { AuditQueries, type AuditPage, type AuditQuery } from './queries/audit-queries.js';
export type { StoredAuditRecord } from './queries/from-item.js';
export { daysOf, isFitWindow, MOST_WINDOW_DAYS, type AuditWindow } from './queries/query-plan.js';
export { AUDIT_RECORD_FIELDS } from './record-fields.js';
export { replayRecords, type ReplayCounts, type ReplayWatcher } from './replay/replay-records.js';
export { RevocationStore, type Revocable, type RevocationStoreOptions } from './revocations/revocation-store.js';
export { revocationTableDefinition } from './revocations/revocation-table.js';
export { DynamoDbAuditSink } from './sinks/dynamodb.sink.js';
export { LogAuditSink } from './sinks/log.sink.js';
export { MemoryAuditSink } from './sinks/memory.sink.js';
export { parseSpillLine, SPILL_MARKER, type SpilledRecord } from './sinks/spill-line.js';
export type { SpillCounters } from './spill.js';
export type { StoreProof } from './store-proof.js';
export {
  TrafficStore,
  type StoredSplit,
  type StoredTraffic,
  type TrafficStoreOptions,
} from './traffic/traffic-store.js';
export { trafficTableDefinition } from './traffic/traffic-table.js';
export type { Recount } from './usage/recount-day.js';
export type { UsageCounts, UsageDimensions, UsageRow } from './usage/usage-counts.js';
export { UsageCounter, type UsageCounterOptions } from './usage/usage-counter.js';
export { UsageReader, type Usage, type UsageQuery } from './usage/usage-reader.js';
export { UsageStore, type UsageStoreOptions } from './usage/usage-store.js';
export { usageTableDefinition } from './usage/usage-table.js';
