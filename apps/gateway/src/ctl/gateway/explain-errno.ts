/** Errors of the network by their codes, in words. Sources: Node's documentation, `errors`, and that of OpenSSL's verify. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'the connection is refused: nothing listens there'],
  ['ECONNRESET', 'the connection is reset'],
  ['EPIPE', 'the connection is closed'],
  ['UND_ERR_SOCKET', 'the connection is closed'],
  ['ENOTFOUND', 'there is no such name in the DNS'],
  ['EAI_AGAIN', 'the DNS does not answer'],
  ['ETIMEDOUT', 'the connection takes too long'],
  ['UND_ERR_CONNECT_TIMEOUT', 'the connection takes too long'],
  ['EHOSTUNREACH', 'there is no route to that host'],
  ['ENETUNREACH', 'there is no route to that network'],
  ['EADDRNOTAVAIL', 'there is no address to connect from'],
  ['EPROTO', 'it does not speak TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS'],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['CERT_NOT_YET_VALID', 'the certificate is not valid yet'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another name'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is signed by itself'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate comes from an authority that is not trusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'the certificate comes from an authority that is not trusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate comes from an authority that is not trusted'],
]);

/** What a failed connection failed of; undefined for what is none. */
export function explainErrno(error: unknown): string | undefined {
  for (let link = error, depth = 0; depth < 4 && link instanceof Error; link = link.cause, depth += 1) {
    const words = 'code' in link && typeof link.code === 'string' ? WORDS.get(link.code) : undefined;
    if (words !== undefined) return words;
    const [first] = link instanceof AggregateError ? (link.errors as unknown[]) : [];
    if (first !== undefined) return explainErrno(first);
  }
  return undefined;
}
