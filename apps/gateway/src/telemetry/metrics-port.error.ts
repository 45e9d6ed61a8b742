/** The port for Prometheus cannot be listened on. Its message is for whoever starts the gateway. */
export class MetricsPortError extends Error {
  readonly code = 'METRICS_PORT_UNUSABLE';
  override readonly name = 'MetricsPortError';

  constructor(cause: unknown) {
    super('GATEWAY_METRICS_HOST and GATEWAY_METRICS_PORT: the address is not of this machine, or the port is in use', {
      cause,
    });
  }
}
