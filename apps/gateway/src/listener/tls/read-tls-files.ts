import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { TlsConfig } from '../../config/tls-config.js';
import { TlsFilesUnusableError, type TlsFault } from './tls-files.error.js';

/** What a listener speaks TLS with, in PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Authorities whose certificates clients need; undefined: clients need none. */
  readonly ca: Buffer | undefined;
}

/** Files of this kind are a few kilobytes on a local disk. */
const READ_TIMEOUT_MS = 5_000;
const MOST_FILE_BYTES = 1_048_576;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads the files, and looks whether a listener can speak TLS with them now: Node would take an authority file without
 * an authority, or a certificate of last year.
 *
 * @throws {TlsFilesUnusableError} which says what is wrong.
 */
export async function readTlsFiles(config: TlsConfig, nowEpochMs: number = Date.now()): Promise<TlsFiles> {
  const [cert, key, ca] = await Promise.all([
    read(config.certFile),
    read(config.keyFile),
    config.clientCaFile === undefined ? undefined : read(config.clientCaFile),
  ]);
  const [own] = certificatesIn(cert, 'no-certificate');
  if (own === undefined || !own.checkPrivateKey(keyIn(key)))
    throw new TlsFilesUnusableError('key-of-another-certificate');
  if (own.validToDate.getTime() <= nowEpochMs) throw new TlsFilesUnusableError('expired');
  if (ca !== undefined) certificatesIn(ca, 'no-client-authority');
  return { cert, key, ca };
}

async function read(path: string): Promise<Buffer> {
  const content = await readFile(path, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) }).catch(() => undefined);
  if (content === undefined || content.length > MOST_FILE_BYTES) throw new TlsFilesUnusableError('unreadable');
  return content;
}

/** All certificates of a file; at least one, and none that is broken. */
function certificatesIn(pem: Buffer, fault: TlsFault): readonly X509Certificate[] {
  const blocks = pem.toString('latin1').match(CERTIFICATE) ?? [];
  try {
    const certificates = blocks.map((block) => new X509Certificate(block));
    if (certificates.length > 0) return certificates;
  } catch {
    // Falls through: what OpenSSL says of it helps nobody.
  }
  throw new TlsFilesUnusableError(fault);
}

function keyIn(pem: Buffer): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new TlsFilesUnusableError('no-key');
  }
}
