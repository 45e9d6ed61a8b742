import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { ReadMeasurements } from '../metric-output.js';
import { OpenTelemetryOutput, type ProcessIdentity } from './open-telemetry.output.js';

const EXPORT_INTERVAL_MS = 60_000;
const EXPORT_TIMEOUT_MS = 10_000;

/** Two exports at a time: a collector that has stopped answering piles nothing up here. */
const MOST_EXPORTS_AT_ONCE = 2;

/**
 * Metrics to a collector, by OTLP over HTTP, once a minute and at the end. A collector that cannot be reached costs
 * metrics and nothing else. What it wants in headers, such as a key of its own, the exporter takes from
 * `OTEL_EXPORTER_OTLP_HEADERS`.
 *
 * @param endpoint origin of the collector; the path is the one of the specification.
 */
export function openOtlp(endpoint: string, read: ReadMeasurements, identity: ProcessIdentity): OpenTelemetryOutput {
  const exporter = new OTLPMetricExporter({
    url: `${endpoint}/v1/metrics`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
    concurrencyLimit: MOST_EXPORTS_AT_ONCE,
  });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: EXPORT_INTERVAL_MS,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
  });
  return new OpenTelemetryOutput([reader], read, identity);
}
