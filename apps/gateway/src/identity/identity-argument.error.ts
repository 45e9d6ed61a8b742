/** The command line does not name what is needed. Holds nothing of what was typed. */
export class IdentityArgumentError extends Error {
  readonly code = 'IDENTITY_ARGUMENT_INVALID';
  override readonly name = 'IdentityArgumentError';
}
