import { constants } from 'node:crypto';
import type { TlsFiles } from './read-tls-files.js';

/**
 * Keys are agreed upon anew for each connection, and what is sent is encrypted and proven in one. AES-GCM first: FIPS
 * 140-3 has it, and ChaCha20-Poly1305 is for machines without AES in their hardware.
 * Source: NIST SP 800-52 revision 2, sections 3.3.1 and 3.4.
 */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** Who has not finished a handshake by now is cut off. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** What a connection is set up with. Names and meanings are those of `tls.createSecureContext`. */
export interface SecureContext extends Pick<TlsFiles, 'cert' | 'key'> {
  readonly ca?: Buffer;
  readonly minVersion: 'TLSv1.2';
  readonly maxVersion: 'TLSv1.3';
  readonly ciphers: string;
  readonly secureOptions: number;
}

/** What a listener is made with. Names and meanings are those of `tls.createServer`. */
export interface ListenerTls extends SecureContext {
  readonly ALPNProtocols: string[];
  readonly handshakeTimeout: number;
  readonly requestCert: boolean;
  readonly rejectUnauthorized: boolean;
}

/** What new connections are set up with; taken anew when the files are renewed. */
export function secureContextOf({ cert, key, ca }: TlsFiles): SecureContext {
  return {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
}

/** What a listener is made with. With authorities for clients, who has no certificate of theirs gets no further. */
export function tlsOptionsOf(files: TlsFiles): ListenerTls {
  const isMutual = files.ca !== undefined;
  return {
    ...secureContextOf(files),
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    requestCert: isMutual,
    rejectUnauthorized: isMutual,
  };
}
