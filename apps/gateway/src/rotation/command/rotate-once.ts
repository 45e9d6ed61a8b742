import { randomUUID } from 'node:crypto';
import type { OpenRotation } from '../open-rotation.js';

/** A minute and a half for each of three trials at the most, and the calls around them. */
const ROTATION_TIMEOUT_MS = 600_000;

/**
 * Rotates a secret from one end to the other, or takes up a rotation that has died.
 *
 * @returns id of the version that is current now.
 * @throws as the steps of `SecretRotation`.
 */
export async function rotateOnce(opened: OpenRotation): Promise<string> {
  const signal = AbortSignal.timeout(ROTATION_TIMEOUT_MS);
  const token = (await unfinished(opened, signal)) ?? randomUUID();
  await opened.rotation.create(token, signal);
  await opened.rotation.test(token, signal);
  await opened.rotation.finish(token, signal);
  return token;
}

/** The version of a rotation that has died, if it had come far enough to be gone on with. */
async function unfinished({ lease, secret }: OpenRotation, signal: AbortSignal): Promise<string | undefined> {
  const held = await lease.find(signal);
  if (held === undefined) return undefined;
  lease.check(held, '');
  return (await secret.progressOf(held.rotation, signal)) === 'unstaged' ? undefined : held.rotation;
}
