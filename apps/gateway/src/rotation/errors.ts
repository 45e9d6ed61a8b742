/** Why a rotation does not begin, or does not go on. Nothing has been changed. Closed. */
export type RotationRefusal =
  | 'under-way'
  | 'rotation-off'
  | 'not-pending'
  | 'other-secret'
  | 'no-current'
  | 'no-api-key'
  | 'current-unknown'
  | 'no-room'
  | 'too-old'
  | 'too-soon';

/** What each refusal means, for people. */
const WORDS: Readonly<Record<RotationRefusal, string>> = {
  'under-way': 'another rotation of this secret is under way, or has died less than 30 minutes ago',
  'rotation-off': 'rotation is not switched on for this secret',
  'not-pending': 'the version to be made current is not staged as AWSPENDING, or has no value',
  'other-secret': 'the event is about another secret than the configured one',
  'no-current': 'the secret has no current version',
  'no-api-key': 'the secret holds no Bedrock API key',
  'current-unknown': 'none of the keys of the IAM user is known to be the one in the secret',
  'no-room': 'the IAM user has a second key that no rotation has made',
  'too-old': 'the pending version was made too long ago, and has to be made anew',
  'too-soon': 'tokens of the version before the current one may still be alive, and would end at once',
};

/** Where a rotation can fail. */
export type RotationStep = 'create' | 'test' | 'finish';

/** Why a call to IAM failed. */
export type IamFailure = 'denied' | 'gone' | 'no-room' | 'unavailable';

/** The one family of errors of this room. Messages hold no key, secret, token or text of AWS's. */
export abstract class RotationError extends Error {
  abstract readonly code: 'ROTATION_REFUSED' | 'ROTATION_FAILED' | 'ROTATION_EVENT_INVALID' | 'IAM_CALL_FAILED';
}

/** The rotation is not begun, or not gone on with, and nothing was changed. */
export class RotationRefusedError extends RotationError {
  readonly code = 'ROTATION_REFUSED';
  override readonly name = 'RotationRefusedError';

  constructor(readonly reason: RotationRefusal) {
    super(`The rotation was refused: ${WORDS[reason]}`);
  }
}

/** A step failed. */
export class RotationFailedError extends RotationError {
  readonly code = 'ROTATION_FAILED';
  override readonly name = 'RotationFailedError';

  /**
   * @param outcome `rolled-back`: everything is as before the rotation. `unfinished`: what was in use before or what is
   *   new is current, both are good, and to run the rotation again ends it.
   */
  constructor(
    readonly step: RotationStep,
    readonly outcome: 'rolled-back' | 'unfinished',
    cause: unknown,
  ) {
    super(`The rotation failed at the step ${step}, and is ${outcome}`, { cause });
  }
}

/** The event is none of Secrets Manager's rotation. */
export class RotationEventInvalidError extends RotationError {
  readonly code = 'ROTATION_EVENT_INVALID';
  override readonly name = 'RotationEventInvalidError';

  constructor() {
    super('The event is no step of a rotation');
  }
}

/** IAM of the commercial account did not do what it was asked. */
export class IamCallError extends RotationError {
  readonly code = 'IAM_CALL_FAILED';
  override readonly name = 'IamCallError';

  constructor(
    readonly reason: IamFailure,
    cause?: unknown,
  ) {
    super(`A call to IAM of the commercial account failed: ${reason}`, { cause });
  }
}
