import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ServerCertificate } from './certificates.js';

/** A folder as a listener is pointed to; gone when the test is over. */
export interface TlsFolder {
  /** The variables that name what is in it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Puts another certificate with its key in the place of what is there. */
  write(certificate: ServerCertificate): void;
}

/** Writes a certificate, and the authorities for clients where there are any, to files of the running test's own. */
export function writeTlsFolder(certificate: ServerCertificate, clientAuthority?: string): TlsFolder {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [certFile, keyFile, caFile] = ['tls.crt', 'tls.key', 'ca.crt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const write = ({ cert, key }: ServerCertificate): void => {
    writeFileSync(certFile, cert);
    writeFileSync(keyFile, key, { mode: 0o600 });
  };
  write(certificate);
  if (clientAuthority !== undefined) writeFileSync(caFile, clientAuthority);
  return {
    variables: {
      GATEWAY_TLS_CERT_FILE: certFile,
      GATEWAY_TLS_KEY_FILE: keyFile,
      ...(clientAuthority !== undefined && { GATEWAY_TLS_CLIENT_CA_FILE: caFile }),
    },
    write,
  };
}
