import type { AuditAttempt, FinishedAuditRecord } from '@app/audit';

/** An attempt by the internet route that was answered, but for what is said otherwise. */
export function createAttempt(facts: Partial<AuditAttempt> = {}): AuditAttempt {
  const startedAtEpochMs = 1_772_600_767_100;
  return { route: 'internet', transport: 'direct', startedAtEpochMs, durationMs: 200, outcome: 'ok', ...facts };
}

/** The record of a stream by the internet route that ended well, but for what is said otherwise. */
export function createFinishedRecord(facts: Partial<FinishedAuditRecord> = {}): FinishedAuditRecord {
  return {
    requestId: '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f607a',
    subject: 'app-1',
    sourceIP: '203.0.113.7',
    operation: 'ConverseStream',
    requestedRoute: 'auto',
    timestamp: '2026-03-04T05:06:07.089Z',
    sourcePartition: 'govcloud',
    destinationPartition: 'commercial',
    ttl: 1_775_192_767,
    gatewayVersion: '1.2.3',
    modelId: 'amazon.nova-lite-v1:0',
    streamed: true,
    requestSize: 120,
    responseSize: 3_400,
    routingMethod: 'internet',
    attempts: [createAttempt()],
    firstByteMs: 250,
    outcome: 'complete',
    statusCode: 200,
    success: true,
    latency: 1_500,
    ...facts,
  };
}
