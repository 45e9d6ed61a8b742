import { isAbsolute } from 'node:path';
import { UnfitValue } from './parse-value.js';
import type { VariableReader } from './variable-reader.js';

/** Where the listener of `main.ts` finds what it needs for TLS: PEM files, read again when they are renewed. */
export interface TlsConfig {
  /** The listener's certificate, with the intermediate ones behind it. */
  readonly certFile: string;
  readonly keyFile: string;
  /** Set: clients need a certificate that these authorities have issued. */
  readonly clientCaFile?: string;
}

/** Linux takes no longer paths. Source: `PATH_MAX` in limits.h. */
const MOST_PATH_CHARACTERS = 4_096;

/** Reads the `GATEWAY_TLS_*` variables. Half of them is a mistake, not half of the protection. */
export function readTls(variables: VariableReader): TlsConfig | undefined {
  const certFile = variables.optional('GATEWAY_TLS_CERT_FILE', parseFile);
  const keyFile = variables.optional('GATEWAY_TLS_KEY_FILE', parseFile);
  const clientCaFile = variables.optional('GATEWAY_TLS_CLIENT_CA_FILE', parseFile);
  if (certFile !== undefined && keyFile !== undefined) {
    return { certFile, keyFile, ...(clientCaFile !== undefined && { clientCaFile }) };
  }
  if (keyFile !== undefined) return variables.report('GATEWAY_TLS_KEY_FILE', 'needs GATEWAY_TLS_CERT_FILE');
  if (certFile !== undefined) return variables.report('GATEWAY_TLS_CERT_FILE', 'needs GATEWAY_TLS_KEY_FILE');
  if (clientCaFile === undefined) return undefined;
  return variables.report('GATEWAY_TLS_CLIENT_CA_FILE', 'needs GATEWAY_TLS_CERT_FILE and GATEWAY_TLS_KEY_FILE');
}

/** What a relative path means depends on who starts the process from where. */
function parseFile(text: string): string {
  if (isAbsolute(text) && text.length <= MOST_PATH_CHARACTERS && !text.includes('\0')) return text;
  throw new UnfitValue('must be the absolute path of a file');
}
