import { readApiKeySecret, type ApiKeySecret } from '@app/bedrock';
import { RotationRefusedError } from '../errors.js';
import { LEASE_MS, type HeldLease } from '../steps/rotation-lease.js';
import type { RotatedSecret } from '../steps/rotated-secret.js';
import { findCurrentCredential } from './find-current-credential.js';
import type { ServiceCredential, ServiceCredentials } from './service-credentials.js';

/** Between IAM's clock, which counts seconds, and ours. */
const CLOCKS_DIFFER_MS = 60_000;

/** The keys of the IAM user, and what each of them is for. */
export interface KeySurvey {
  /** What the secret holds now. */
  readonly current: ApiKeySecret;
  /** Its key: the first of the two. */
  readonly first: ServiceCredential;
  /** Keys that rotations have made and nobody uses: they only take up room. */
  readonly leftBehind: readonly ServiceCredential[];
}

/**
 * Looks at the keys before a new one is made.
 *
 * @param held the lease of the rotation before, or of this one's earlier try: what it made can be told by it.
 * @throws {RotationRefusedError} `no-api-key`, `current-unknown`; `no-room` where a second key is no rotation's.
 */
export async function surveyKeys(
  secret: RotatedSecret,
  credentials: ServiceCredentials,
  held: HeldLease | undefined,
  signal: AbortSignal,
): Promise<KeySurvey> {
  const current = readApiKeySecret((await secret.current(signal)).text, secret.id);
  if (!current) throw new RotationRefusedError('no-api-key');
  const all = await credentials.list(signal);
  const first = findCurrentCredential(current, all);
  const others = all.filter(({ id }) => id !== first.id);
  const previousId = await previousCredentialId(secret, signal);
  const isLeftBehind = (key: ServiceCredential): boolean =>
    key.id === previousId || (held !== undefined && isMadeUnder(held, key));
  if (!others.every(isLeftBehind)) throw new RotationRefusedError('no-room');
  return { current, first, leftBehind: others };
}

/** Whether a rotation has made or was to delete this key: one that a person has made at another time is none of its own. */
function isMadeUnder({ begunAtEpochMs, keptIds, doomedIds }: HeldLease, key: ServiceCredential): boolean {
  if (doomedIds.includes(key.id)) return true;
  const ageMs = key.createdAtEpochMs - begunAtEpochMs;
  return !keptIds.includes(key.id) && ageMs >= -CLOCKS_DIFFER_MS && ageMs <= LEASE_MS + CLOCKS_DIFFER_MS;
}

/** The key of the version before, which the rotation that replaced it may not have come to delete. */
async function previousCredentialId(secret: RotatedSecret, signal: AbortSignal): Promise<string | undefined> {
  const previous = await secret.at('AWSPREVIOUS', signal);
  try {
    return previous && readApiKeySecret(previous.text, secret.id)?.credentialId;
  } catch {
    // A placeholder, say. Nothing is known of its key then.
    return undefined;
  }
}
