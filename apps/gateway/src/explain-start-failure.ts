import { AuthError } from './auth/errors.js';
import { GatewayConfigError } from './config/gateway-config.error.js';

/**
 * What kept the gateway from starting, as a line for whoever starts it. Our own errors and those of the listener say
 * what to do; anything else is a defect and shows where.
 */
export function explainStartFailure(error: unknown): string {
  if (error instanceof GatewayConfigError || error instanceof AuthError) return `Cannot start: ${error.message}`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'Cannot start: the port is in use; set PORT to another one';
  return `Cannot start: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown error'}`;
}
