/** What can keep the stand-ins from starting; closed, so that a caller can decide by it. */
export type SandboxErrorCode =
  'port-in-use' | 'folder-locked' | 'secrets-unreadable' | 'gateway-not-started' | 'no-token';

/** Why the sandbox cannot do what was asked, in one line that a person at a terminal can act on. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';

  constructor(
    readonly code: SandboxErrorCode,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options);
  }
}

/** Tells whether a value thrown by Node's I/O carries the given system error code, such as `ENOENT`. */
export function hasSystemCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
