/** What is wrong with the files that the listener speaks TLS with. */
export type TlsFault =
  'unreadable' | 'no-certificate' | 'no-key' | 'key-of-another-certificate' | 'expired' | 'no-client-authority';

/** The listener cannot speak TLS with what its files hold. Its message names neither a path nor what is in a file. */
export class TlsFilesUnusableError extends Error {
  readonly code = 'TLS_FILES_UNUSABLE';
  override readonly name = 'TlsFilesUnusableError';

  constructor(readonly reason: TlsFault) {
    super(`The files that GATEWAY_TLS_* name cannot be used: ${reason}`);
  }
}
