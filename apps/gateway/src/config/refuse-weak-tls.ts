import { DEFAULT_MIN_VERSION } from 'node:tls';
import type { VariableReader } from './variable-reader.js';

/** What Node can be told to take, and nobody may be served by. Source: Node's documentation of `--tls-min-v1.x`. */
const BROKEN_VERSIONS: ReadonlySet<string> = new Set(['TLSv1', 'TLSv1.1']);

/**
 * Refuses the switches of Node itself that would weaken TLS for every client in the process at once: of Bedrock, of AWS's
 * stores, of key sets. No process of ours runs with them.
 */
export function refuseWeakTls(variables: VariableReader, lowestVersion: string = DEFAULT_MIN_VERSION): void {
  const isUnverified = variables.ofSdk('NODE_TLS_REJECT_UNAUTHORIZED', (text) => text === '0');
  // A certificate of one's own belongs into `NODE_EXTRA_CA_CERTS`, which adds to what is trusted.
  if (isUnverified) variables.report('NODE_TLS_REJECT_UNAUTHORIZED', 'must not be 0: certificates are always verified');
  if (BROKEN_VERSIONS.has(lowestVersion)) {
    variables.report('NODE_OPTIONS', 'must not have --tls-min-v1.0 or --tls-min-v1.1: TLS 1.2 is the least');
  }
}
