import type { FinishedAuditRecord } from '@app/audit';
import type { MetricName } from './metric-definitions.js';
import type { DimensionValues, Measurement } from './metric-output.js';

/**
 * Operations that put a model to work, in the words of OpenTelemetry (`gen_ai.operation.name`) where it has one: what an
 * `InvokeModel` is, its body alone tells, and nobody looks into that.
 */
const MODEL_OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['InvokeModel', 'invoke_model'],
  ['InvokeModelWithResponseStream', 'invoke_model'],
  ['Converse', 'chat'],
  ['ConverseStream', 'chat'],
]);

/** What a call of a model adds; nothing for any other request, and for one whose model nobody knows. */
export function measureModelCall(record: FinishedAuditRecord, dimensions: DimensionValues): readonly Measurement[] {
  const operation = MODEL_OPERATIONS.get(record.operation);
  if (operation === undefined || record.modelId === undefined) return [];
  const all = { ...dimensions, 'gen_ai.operation.name': operation };
  return [
    { name: 'gen_ai.client.operation.duration', value: record.latency / 1_000, dimensions: all },
    ...measureStream(record, all),
    ...measureTokens(record, all),
  ];
}

/** Of an answer in one piece nobody can tell when its first token was there. */
function measureStream(record: FinishedAuditRecord, dimensions: DimensionValues): readonly Measurement[] {
  const { success, streamed, firstByteMs, latency, outputTokens = 0 } = record;
  if (!success || !streamed || firstByteMs === undefined) return [];
  const measure = (name: MetricName, value: number): Measurement => ({ name, value, dimensions });
  // A clock that was set back may have the end before the first byte.
  const restMs = Math.max(0, latency - firstByteMs);
  return [
    measure('gen_ai.server.time_to_first_token', firstByteMs / 1_000),
    ...(outputTokens > 1 ? [measure('gen_ai.server.time_per_output_token', restMs / 1_000 / (outputTokens - 1))] : []),
  ];
}

function measureTokens(record: FinishedAuditRecord, dimensions: DimensionValues): readonly Measurement[] {
  const counts = {
    input: record.inputTokens,
    output: record.outputTokens,
    cache_read: record.cacheReadTokens,
    cache_write: record.cacheWriteTokens,
  };
  return Object.entries(counts).flatMap(([type, value]) =>
    value === undefined
      ? []
      : [
          {
            name: 'gen_ai.client.token.usage',
            value,
            dimensions: { ...dimensions, 'gen_ai.token.type': type },
          } as const,
        ],
  );
}
