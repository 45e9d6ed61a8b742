import { RotationRefusedError } from '../errors.js';
import type { OpenRotation } from '../open-rotation.js';
import type { RotationEvent } from './read-rotation-event.js';

/**
 * Takes one step of a rotation that Secrets Manager drives.
 *
 * @throws {RotationRefusedError} if the step is about another secret, rotation is switched off for it, or the version is
 *   not staged: as AWS's own rotation functions do.
 * @throws as the step of `SecretRotation`.
 */
export async function runRotationStep(
  { step, secretId, token }: RotationEvent,
  { rotation, secret }: OpenRotation,
  signal: AbortSignal,
): Promise<void> {
  if (!isSameSecret(secretId, rotation.secretId)) throw new RotationRefusedError('other-secret');
  const { rotates, stages } = await secret.outline(signal);
  if (!rotates) throw new RotationRefusedError('rotation-off');
  const labels = stages.get(token);
  const isStaged = labels?.has('AWSPENDING') === true || labels?.has('AWSCURRENT') === true;
  if (!isStaged) throw new RotationRefusedError('not-pending');
  if (step === 'createSecret') await rotation.create(token, signal);
  if (step === 'testSecret') await rotation.test(token, signal);
  if (step === 'finishSecret') await rotation.finish(token, signal);
}

/** Secrets Manager names the ARN; the configuration may have the name, to which the ARN adds a hyphen and six characters. */
function isSameSecret(arn: string, configured: string): boolean {
  if (arn === configured) return true;
  const name = arn.split(':').slice(6).join(':');
  return name === configured || (/-[A-Za-z0-9]{6}$/.test(name) && name.slice(0, -7) === configured);
}
