/** A step of a rotation failed; the log says why. Lambda's runtime writes all of an error down, so there is a fixed text. */
export class StepFailedError extends Error {
  readonly code = 'ROTATION_STEP_FAILED';
  override readonly name = 'StepFailedError';

  constructor() {
    super('The step of the rotation failed');
    this.stack = this.message;
  }
}
