import type { FinishedAuditRecord } from '@app/audit';
import { keptTypeOf } from '../logs/problem-type.js';
import { estimateCostUsd, type ModelPrices } from '../usage/estimate-cost-usd.js';
import { measureAttempts } from './measure-attempts.js';
import { measureModelCall } from './measure-model-call.js';
import type { MetricName } from './metric-definitions.js';
import type { DimensionValues, Measurement } from './metric-output.js';

/**
 * Everything that a finished request adds to the metrics.
 *
 * @param dimensions route, tenant and model, as they may be shown.
 */
export function measureRecord(
  record: FinishedAuditRecord,
  dimensions: DimensionValues,
  prices: ModelPrices,
): readonly Measurement[] {
  const error: DimensionValues = record.success ? {} : { 'error.type': errorTypeOf(record) };
  const all = { ...dimensions, ...error, 'http.response.status_code': String(record.statusCode) };
  const measure = (name: MetricName, value: number): Measurement => ({ name, value, dimensions: all });
  const { firstByteMs } = record;
  const costUsd = estimateCostUsd(prices, record);
  return [
    measure('gateway.requests', 1),
    ...(record.success ? [] : [measure('gateway.errors', 1)]),
    measure('http.server.request.duration', record.latency / 1_000),
    measure('http.server.request.body.size', record.requestSize),
    measure('http.server.response.body.size', record.responseSize),
    ...(firstByteMs === undefined ? [] : [measure('gateway.time_to_first_byte', firstByteMs / 1_000)]),
    ...(costUsd === undefined ? [] : [measure('gateway.cost.estimated', costUsd)]),
    ...(isRefusedByOurLimits(record) ? [throttled(all)] : []),
    ...measureModelCall(record, all),
    ...measureAttempts(record.attempts),
  ];
}

/** Where nothing names an error, how the request ended says enough. */
function errorTypeOf({ errorType, outcome }: FinishedAuditRecord): string {
  return errorType === undefined ? outcome : keptTypeOf(errorType);
}

/** Nothing was sent: so it is none of Bedrock's. */
function isRefusedByOurLimits({ statusCode, attempts }: FinishedAuditRecord): boolean {
  return statusCode === 429 && attempts.length === 0;
}

function throttled(dimensions: DimensionValues): Measurement {
  return { name: 'gateway.throttles', value: 1, dimensions: { ...dimensions, 'gateway.throttle.source': 'gateway' } };
}
