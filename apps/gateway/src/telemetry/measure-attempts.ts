import type { AuditAttempt } from '@app/audit';
import type { MetricName } from './metric-definitions.js';
import type { DimensionValues, Measurement } from './metric-output.js';

/** What the attempts of one request add, each under its own route. */
export function measureAttempts(attempts: readonly AuditAttempt[]): readonly Measurement[] {
  return attempts.flatMap((attempt, index) => measureAttempt(attempt, attempts[index - 1]));
}

function measureAttempt(attempt: AuditAttempt, previous: AuditAttempt | undefined): readonly Measurement[] {
  const { route, outcome, durationMs } = attempt;
  const dimensions: DimensionValues = { 'gateway.route': route, 'gateway.attempt.outcome': outcome };
  const measure = (name: MetricName, value: number): Measurement => ({ name, value, dimensions });
  const bedrock: DimensionValues = { 'gateway.route': route, 'gateway.throttle.source': 'bedrock' };
  return [
    measure('gateway.attempts', 1),
    // A clock may be set back while the request runs.
    measure('gateway.attempt.duration', Math.max(0, durationMs) / 1_000),
    ...(previous === undefined ? [] : [measure(previous.route === route ? 'gateway.retries' : 'gateway.fallbacks', 1)]),
    ...(outcome === 'throttled' ? [{ name: 'gateway.throttles', value: 1, dimensions: bedrock } as const] : []),
  ];
}
