/** The command line does not describe a token. Names the option and what it takes, never what was typed. */
export class TokenArgumentError extends Error {
  readonly code = 'TOKEN_ARGUMENT_INVALID';
  override readonly name = 'TokenArgumentError';

  constructor(
    readonly option: string,
    readonly reason: string,
  ) {
    super(`${option} ${reason}`);
  }
}
