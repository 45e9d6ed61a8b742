import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import type { TlsConfig } from '../../config/tls-config.js';
import { describeError } from '../../logs/describe-error.js';
import { writeLogLine } from '../../logs/write-log-line.js';
import { readTlsFiles, type TlsFiles } from './read-tls-files.js';
import { TlsFilesUnusableError } from './tls-files.error.js';
import { secureContextOf } from './tls-options.js';

/** How often the files are looked at. Kubernetes and cert-manager renew days before a certificate ends. */
const LOOK_INTERVAL_MS = 60_000;

/** Files that cannot be used are told of once in this time. */
const COMPLAIN_INTERVAL_MS = 3_600_000;

/**
 * Has a listener take renewed certificate files into use without a restart, until it closes. New connections get the new
 * certificate, those that are open go on. Files that cannot be used change nothing, and the log says so.
 *
 * Looked at by content and not watched: Kubernetes renews by swapping a link, of which watchers see nothing.
 */
export function renewCertificates(server: Server, config: TlsConfig, current: TlsFiles): void {
  if (!(server instanceof TlsServer)) return;
  const look = lookFor(server, config, current);
  const timer = setInterval(look, LOOK_INTERVAL_MS).unref();
  server.once('close', () => clearInterval(timer));
}

function lookFor(server: TlsServer, config: TlsConfig, current: TlsFiles): () => void {
  let inUse = current;
  let mayComplainFromEpochMs = 0;
  const renew = async (): Promise<void> => {
    const files = await readTlsFiles(config);
    if (isSame(files, inUse)) return;
    // What OpenSSL refuses is thrown here, and the context from before stays.
    server.setSecureContext(secureContextOf(files));
    inUse = files;
    writeLogLine('info', { event: 'tls-renewed' }, 'Listener');
  };
  const complain = (error: unknown): void => {
    if (Date.now() < mayComplainFromEpochMs) return;
    mayComplainFromEpochMs = Date.now() + COMPLAIN_INTERVAL_MS;
    const why =
      error instanceof TlsFilesUnusableError ? { code: error.code, reason: error.reason } : describeError(error);
    writeLogLine('warn', { event: 'tls-renewal-failed', ...why }, 'Listener');
  };
  return () => {
    renew().then(() => (mayComplainFromEpochMs = 0), complain);
  };
}

function isSame(a: TlsFiles, b: TlsFiles): boolean {
  const hasSameAuthorities = a.ca === undefined || b.ca === undefined ? a.ca === b.ca : a.ca.equals(b.ca);
  return a.cert.equals(b.cert) && a.key.equals(b.key) && hasSameAuthorities;
}
