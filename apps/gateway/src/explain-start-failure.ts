import { AuthError } from './auth/errors.js';
import { GatewayConfigError } from './config/gateway-config.error.js';
import { TlsFilesUnusableError } from './listener/tls/tls-files.error.js';
import { describeError } from './logs/describe-error.js';
import { MetricsPortError } from './telemetry/metrics-port.error.js';

/** Errors whose messages are made of our own words. */
const OWN = [GatewayConfigError, AuthError, TlsFilesUnusableError, MetricsPortError];

/**
 * What kept the gateway from starting, as a line for whoever starts it. Our own errors and those of the listener say
 * what to do; anything else is a defect and shows where.
 */
export function explainStartFailure(error: unknown): string {
  if (OWN.some((family) => error instanceof family)) return `Cannot start: ${(error as Error).message}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'Cannot start: the port is in use; set PORT to another one';
  const { error: name, errno, stack } = describeError(error);
  return [`Cannot start: ${[name, errno].filter((word) => word !== undefined).join(' ')}`, stack]
    .filter((line) => line !== undefined)
    .join('\n');
}
