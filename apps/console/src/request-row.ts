import { fieldsOf, listOf, numberOf, textOf } from './fields.js';

/** One try on one route. */
export interface AttemptView {
  readonly route: string;
  readonly transport: string;
  readonly startedAtEpochMs: number;
  readonly durationMs: number;
  readonly outcome: string;
}

/** A finished request, as the feed and the audit API tell of it. What nobody knows is undefined. */
export interface RequestRow {
  readonly requestId: string;
  readonly timestamp: string;
  readonly caller: string;
  readonly tenant: string | undefined;
  readonly operation: string;
  readonly model: string | undefined;
  readonly dataClass: string | undefined;
  readonly requestedRoute: string | undefined;
  readonly route: string | undefined;
  readonly outcome: string;
  readonly statusCode: number | undefined;
  readonly errorType: string | undefined;
  readonly latencyMs: number | undefined;
  readonly firstByteMs: number | undefined;
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly attempts: readonly AttemptView[];
}

/** Reads a record; undefined for what is none. */
export function readRequest(value: unknown): RequestRow | undefined {
  const fields = fieldsOf(value);
  const requestId = textOf(fields, 'requestId');
  const timestamp = textOf(fields, 'timestamp');
  if (requestId === undefined || timestamp === undefined) return undefined;
  return {
    requestId,
    timestamp,
    caller: textOf(fields, 'subject') ?? '',
    tenant: textOf(fields, 'tenant'),
    operation: textOf(fields, 'operation') ?? '',
    model: textOf(fields, 'modelId'),
    dataClass: textOf(fields, 'dataClassification'),
    requestedRoute: textOf(fields, 'requestedRoute'),
    route: textOf(fields, 'routingMethod'),
    outcome: textOf(fields, 'outcome') ?? '',
    statusCode: numberOf(fields, 'statusCode'),
    errorType: textOf(fields, 'errorType'),
    latencyMs: numberOf(fields, 'latency'),
    firstByteMs: numberOf(fields, 'firstByteMs'),
    inputTokens: numberOf(fields, 'inputTokens'),
    outputTokens: numberOf(fields, 'outputTokens'),
    attempts: listOf(fields, 'attempts').map(readAttempt),
  };
}

function readAttempt(value: unknown): AttemptView {
  const fields = fieldsOf(value);
  return {
    route: textOf(fields, 'route') ?? '',
    transport: textOf(fields, 'transport') ?? '',
    startedAtEpochMs: numberOf(fields, 'startedAtEpochMs') ?? 0,
    durationMs: numberOf(fields, 'durationMs') ?? 0,
    outcome: textOf(fields, 'outcome') ?? '',
  };
}
