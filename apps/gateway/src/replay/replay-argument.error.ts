/** The command line does not name one log. Holds nothing of what was typed. */
export class ReplayArgumentError extends Error {
  readonly code = 'REPLAY_ARGUMENT_INVALID';
  override readonly name = 'ReplayArgumentError';
}
