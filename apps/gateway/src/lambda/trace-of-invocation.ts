import { currentEnvironment } from '../config/gateway-config.js';

/** Source: X-Ray developer guide, "Tracing header". */
const TRACE_ROOT = /^(?:[^;]*;)*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/;

/**
 * X-Ray's id of the trace that the invocation under way belongs to: Lambda's runtime writes it into the environment anew
 * for each. No setting of anybody's, so it is none of the configuration.
 */
export function traceOfInvocation(env: NodeJS.ProcessEnv = currentEnvironment()): string | undefined {
  return TRACE_ROOT.exec(env['_X_AMZN_TRACE_ID'] ?? '')?.[1];
}
