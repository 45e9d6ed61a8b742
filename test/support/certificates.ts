import { generateKeyPairSync, randomBytes } from 'node:crypto';
import forge from 'node-forge';

/** A key with its certificate, both in PEM, as `node:tls` takes them. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** Whom a certificate is for, and when it counts. */
export interface CertificateRequest {
  /** DNS names and IPv4 addresses. */
  readonly names: readonly string[];
  /** Default: yesterday. */
  readonly notBefore?: Date;
  /** Default: tomorrow. */
  readonly notAfter?: Date;
  /** Who shows it: a server, which is the default, or a client. */
  readonly holder?: 'server' | 'client';
}

/** A certificate authority that nobody trusts but the test that made it. */
export interface CertificateAuthority {
  /** Its own certificate in PEM: what a client has to trust. */
  readonly certificate: string;
  issue(request: CertificateRequest): ServerCertificate;
}

const DAY_MS = 86_400_000;
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;
/** The type of a subject's alternative name. Source: RFC 5280, section 4.2.1.6. */
const ALTERNATIVE_NAME = { dns: 2, ip: 7 } as const;

/** Makes an authority with a fresh key, which is never written anywhere. */
export function createCertificateAuthority(commonName = 'Authority of a test'): CertificateAuthority {
  const keys = createKeys();
  const subject = [{ name: 'commonName', value: commonName }];
  const own = createCertificate(keys.publicKey, subject, { names: [] });
  own.setIssuer(subject);
  own.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ]);
  own.sign(keys.privateKey, forge.md.sha256.create());
  const issue = (request: CertificateRequest): ServerCertificate => {
    const { publicKey, privateKey } = createKeys();
    const certificate = createCertificate(publicKey, [{ name: 'commonName', value: 'A server of a test' }], request);
    certificate.setIssuer(subject);
    certificate.setExtensions([
      { name: 'basicConstraints', cA: false },
      { name: 'extKeyUsage', [request.holder === 'client' ? 'clientAuth' : 'serverAuth']: true },
      { name: 'subjectAltName', altNames: request.names.map(toAlternativeName) },
    ]);
    certificate.sign(keys.privateKey, forge.md.sha256.create());
    return { key: forge.pki.privateKeyToPem(privateKey), cert: forge.pki.certificateToPem(certificate) };
  };
  return { certificate: forge.pki.certificateToPem(own), issue };
}

/** Drawn by Node itself: the library's own arithmetic would take seconds. */
function createKeys(): forge.pki.rsa.KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { publicKey: forge.pki.publicKeyFromPem(publicKey), privateKey: forge.pki.privateKeyFromPem(privateKey) };
}

function createCertificate(
  publicKey: forge.pki.rsa.PublicKey,
  subject: forge.pki.CertificateField[],
  { notBefore = new Date(Date.now() - DAY_MS), notAfter = new Date(Date.now() + DAY_MS) }: CertificateRequest,
): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  // A serial number is positive: its first byte has no highest bit.
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = notBefore;
  certificate.validity.notAfter = notAfter;
  certificate.setSubject(subject);
  return certificate;
}

function toAlternativeName(name: string): object {
  return IPV4.test(name) ? { type: ALTERNATIVE_NAME.ip, ip: name } : { type: ALTERNATIVE_NAME.dns, value: name };
}
