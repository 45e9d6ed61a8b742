import type { AuditOpening, FinishedAuditRecord, StartedAuditRecord } from '../audit-record.js';

/** Ends in the hex digit a = 10, so its shard is 2. */
export const REQUEST_ID = '019a2b3c-4d5e-7f60-8a1b-2c3d4e5f607a';

/** 2026-03-04T05:06:07.089Z. */
export const OPENED_AT_EPOCH_MS = 1_772_600_767_089;

export const OPENING: AuditOpening = {
  requestId: REQUEST_ID,
  subject: 'app-one',
  sourceIP: '203.0.113.7',
  operation: 'InvokeModel',
  requestedRoute: 'auto',
};

/** The record of `OPENING`, kept for 30 days, by version 1.2.3. */
export const STARTED: StartedAuditRecord = {
  ...OPENING,
  timestamp: '2026-03-04T05:06:07.089Z',
  sourcePartition: 'govcloud',
  destinationPartition: 'commercial',
  ttl: 1_775_192_767,
  gatewayVersion: '1.2.3',
  streamed: false,
  requestSize: 0,
  attempts: [],
  outcome: 'started',
};

/** `STARTED`, finished with every field that there is. */
export const FINISHED: FinishedAuditRecord = {
  ...STARTED,
  modelId: 'amazon.nova-premier-v1:0',
  userArn: 'arn:aws-us-gov:iam::123456789012:user/one',
  requestSize: 120,
  responseSize: 3_400,
  latency: 1_500,
  success: true,
  statusCode: 200,
  clientRequestId: 'mine-1',
  tenant: 'blue',
  tokenId: 'jti-1',
  routingMethod: 'vpn',
  attempts: [
    {
      route: 'internet',
      transport: 'direct',
      startedAtEpochMs: 1_772_600_767_100,
      durationMs: 20,
      outcome: 'unreachable',
    },
    { route: 'vpn', transport: 'peer', startedAtEpochMs: 1_772_600_767_120, durationMs: 1_400, outcome: 'ok' },
  ],
  streamed: true,
  dataClassification: 'internal',
  requestFingerprint: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  inputTokens: 11,
  outputTokens: 22,
  cacheReadTokens: 33,
  cacheWriteTokens: 44,
  firstByteMs: 310.5,
  upstreamRequestId: '7a0e0d3c-0000-4000-8000-000000000000',
  inferenceProfileId: 'us.amazon.nova-premier-v1:0',
  errorType: 'none',
  outcome: 'complete',
};
