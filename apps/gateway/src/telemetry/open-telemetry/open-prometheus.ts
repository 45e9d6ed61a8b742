import type { Server, ServerResponse } from 'node:http';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { ReadMeasurements } from '../metric-output.js';
import { openMetricsServer, type MetricsPlace } from './metrics-server.js';
import { OpenTelemetryOutput, type ProcessIdentity } from './open-telemetry.output.js';

/**
 * Metrics for Prometheus, in its text format, on a port of their own.
 *
 * @throws {MetricsPortError} if the port cannot be had.
 */
export async function openPrometheus(
  place: MetricsPlace,
  read: ReadMeasurements,
  identity: ProcessIdentity,
): Promise<PrometheusOutput> {
  // Its own server would answer anything, and say to anybody what went wrong.
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const server = await openMetricsServer(place, (_request, response) => void writeMetrics(exporter, response));
  return new PrometheusOutput(server, exporter, read, identity);
}

/** Source: Prometheus, "Exposition formats", text format. */
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';

const serializer = new PrometheusSerializer(undefined, false, undefined, false, true);

async function writeMetrics(exporter: PrometheusExporter, response: ServerResponse): Promise<void> {
  try {
    const { resourceMetrics } = await exporter.collect();
    response.setHeader('content-type', TEXT_FORMAT).end(serializer.serialize(resourceMetrics));
  } catch {
    response.writeHead(500).end();
  }
}

/** The output, and the port that goes with it. */
export class PrometheusOutput extends OpenTelemetryOutput {
  constructor(
    readonly server: Server,
    exporter: PrometheusExporter,
    read: ReadMeasurements,
    identity: ProcessIdentity,
  ) {
    super([exporter], read, identity);
  }

  override async close(signal: AbortSignal): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await super.close(signal);
  }
}
