import type { SecretVersion } from '@app/bedrock';
import { parseJsonObject } from '../../config/parse-json-object.js';
import { CLOCK_SKEW_SECONDS } from '../check-claims.js';
import { TokenKeysUnavailableError, type KeyFailure } from '../errors.js';
import { KEY_ID } from '../parse-token.js';
import { fingerprintOf } from './key-fingerprint.js';
import { readCurrentVersion, readSecretVersion, type SecretSource } from './read-secret-version.js';
import type { TokenKey } from './token-keys.js';

/** An HS256 key is at least as long as the hash. Source: RFC 7518, section 3.2. */
const LEAST_SECRET_BYTES = 32;

interface ParsedSecret {
  readonly bytes: Uint8Array;
  readonly keyId?: string;
}

/**
 * Reads the keys that verify HS256 tokens: the current version of the secret first, then the previous one. That there
 * is no previous version is normal, and one that cannot be used (a placeholder, say) is passed over.
 *
 * The previous version retires when the last token that it can have signed has ended: one lifetime after the rotation.
 * Where the store does not say when that was, it stays in use until it is rotated out.
 *
 * @throws {TokenKeysUnavailableError} when the current version cannot be used, or Secrets Manager does not answer.
 */
export async function readSecretKeys(
  source: SecretSource,
  maxLifetimeSeconds: number,
  signal: AbortSignal,
): Promise<readonly TokenKey[]> {
  const [current, previous] = await Promise.all([
    readCurrentVersion(source, signal),
    readSecretVersion(source, 'AWSPREVIOUS', signal),
  ]);
  const newest = await importKey(usableVersion(source, current.text), 'verify');
  const older = previous && parseVersion(previous.text);
  if (previous === undefined || typeof older !== 'object') return [newest];
  const rotatedAtEpochMs = rotationTimeOf(current, previous);
  if (rotatedAtEpochMs === undefined) return [newest, await importKey(older, 'verify')];
  // Tokens are taken until the allowed difference of clocks after their end, so it counts here, too.
  const retiresAtEpochMs = rotatedAtEpochMs + (maxLifetimeSeconds + CLOCK_SKEW_SECONDS) * 1_000;
  return [newest, { ...(await importKey(older, 'verify')), retiresAtEpochMs }];
}

/** A rotation makes a version and puts it in use; one that was taken back leaves the newer version as the previous. */
function rotationTimeOf(current: SecretVersion, previous: SecretVersion): number | undefined {
  if (current.createdAtEpochMs === undefined) return undefined;
  return Math.max(current.createdAtEpochMs, previous.createdAtEpochMs ?? 0);
}

/**
 * Reads the key that signs: the current version of the secret.
 *
 * @throws {TokenKeysUnavailableError} when it cannot be used, or Secrets Manager does not answer.
 */
export async function readSigningKey(source: SecretSource, signal: AbortSignal): Promise<TokenKey> {
  return await importKey(usableVersion(source, (await readCurrentVersion(source, signal)).text), 'sign');
}

function usableVersion(source: SecretSource, text: string): ParsedSecret {
  const version = parseVersion(text);
  if (typeof version === 'string') throw new TokenKeysUnavailableError(source.variable, version);
  return version;
}

/** `{"secret": "...", "kid"?: "..."}`; anything that is no JSON object is the bare secret, exactly as it stands. */
function parseVersion(text: string): ParsedSecret | KeyFailure {
  const fields = parseJsonObject(text) ?? new Map<string, unknown>([['secret', text]]);
  const secret = fields.get('secret');
  const keyId = fields.get('kid');
  if (typeof secret !== 'string') return 'malformed';
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < LEAST_SECRET_BYTES) return 'too-short';
  if (keyId === undefined) return { bytes };
  return typeof keyId === 'string' && KEY_ID.test(keyId) ? { bytes, keyId } : 'malformed';
}

async function importKey({ bytes, keyId }: ParsedSecret, use: 'sign' | 'verify'): Promise<TokenKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new Uint8Array(bytes), hmac, false, [use]);
  return { algorithm: 'HS256', key, fingerprint: fingerprintOf(bytes), ...(keyId !== undefined && { keyId }) };
}
