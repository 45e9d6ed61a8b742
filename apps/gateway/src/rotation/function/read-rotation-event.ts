import { membersOf } from '../../config/parse-json-object.js';
import { RotationEventInvalidError } from '../errors.js';

/** The steps of Secrets Manager's protocol. Source: Secrets Manager user guide, "Lambda rotation functions". */
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** One step that Secrets Manager asks for. */
export interface RotationEvent {
  readonly step: (typeof STEPS)[number];
  /** ARN of the secret. */
  readonly secretId: string;
  /** Id of the version that is to become the current one. */
  readonly token: string;
}

/** Source: Secrets Manager API reference, `ClientRequestToken`. */
const TOKEN = /^[A-Za-z0-9-]{32,64}$/;

/**
 * Reads the event of a rotation function. Members that later versions of the protocol have are passed over.
 *
 * @throws {RotationEventInvalidError} for anything else.
 */
export function readRotationEvent(event: unknown): RotationEvent {
  const members = membersOf(event);
  const step = STEPS.find((known) => known === members?.get('Step'));
  const [secretId, token] = [members?.get('SecretId'), members?.get('ClientRequestToken')];
  const isWhole = typeof secretId === 'string' && typeof token === 'string' && TOKEN.test(token);
  if (step === undefined || !isWhole) throw new RotationEventInvalidError();
  return { step, secretId, token };
}
