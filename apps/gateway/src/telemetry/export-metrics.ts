import type { INestApplication } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway-config.js';
import { Telemetry } from './telemetry.js';

/** CloudWatch keeps a value per minute. */
const FLUSH_INTERVAL_MS = 60_000;

/**
 * Opens the ways out that only a process has which lasts: a port for Prometheus, a collector that OTLP goes to, and lines
 * in the log once a minute. What is not configured is not even loaded; functions never get here, so that their bundle
 * has nothing of it.
 *
 * @throws {MetricsPortError} if the port for Prometheus cannot be had.
 */
export async function exportMetrics(app: INestApplication, { metrics, version }: GatewayConfig): Promise<void> {
  const telemetry = app.get(Telemetry, { strict: false });
  if (metrics.format === 'emf') telemetry.flushEvery(FLUSH_INTERVAL_MS);
  if (metrics.otlpEndpoint !== undefined) {
    const { openOtlp } = await import('./open-telemetry/open-otlp.js');
    telemetry.sendTo(openOtlp(metrics.otlpEndpoint, telemetry.read, { version }));
  }
  if (metrics.prometheus !== undefined) {
    const { openPrometheus } = await import('./open-telemetry/open-prometheus.js');
    telemetry.sendTo(await openPrometheus(metrics.prometheus, telemetry.read, { version }));
  }
}
