/** The command line does not say what to rotate. Holds nothing of what was typed. */
export class RotationArgumentError extends Error {
  readonly code = 'ROTATION_ARGUMENT_INVALID';
  override readonly name = 'RotationArgumentError';
}
