import { parseJsonObject } from '../../config/parse-json-object.js';
import { TokenKeysUnavailableError, type KeyFailure } from '../errors.js';
import { KEY_ID } from '../parse-token.js';
import { readCurrentText, readSecretText, type SecretSource } from './read-secret-text.js';
import type { TokenKey } from './token-keys.js';

/** An HS256 key is at least as long as the hash. Source: RFC 7518, section 3.2. */
const LEAST_SECRET_BYTES = 32;

interface SecretVersion {
  readonly bytes: Uint8Array;
  readonly keyId?: string;
}

/**
 * Reads the keys that verify HS256 tokens: the current version of the secret first, then the previous one. That there
 * is no previous version is normal, and one that cannot be used (a placeholder, say) is passed over.
 *
 * @throws {TokenKeysUnavailableError} when the current version cannot be used, or Secrets Manager does not answer.
 */
export async function readSecretKeys(source: SecretSource, signal: AbortSignal): Promise<readonly TokenKey[]> {
  const [current, previous] = await Promise.all([
    readCurrentText(source, signal),
    readSecretText(source, 'AWSPREVIOUS', signal),
  ]);
  const versions = [usableVersion(source, current), previous === undefined ? undefined : parseVersion(previous)];
  const usable = versions.filter((version) => typeof version === 'object');
  return await Promise.all(usable.map((version) => importKey(version, 'verify')));
}

/**
 * Reads the key that signs: the current version of the secret.
 *
 * @throws {TokenKeysUnavailableError} when it cannot be used, or Secrets Manager does not answer.
 */
export async function readSigningKey(source: SecretSource, signal: AbortSignal): Promise<TokenKey> {
  return await importKey(usableVersion(source, await readCurrentText(source, signal)), 'sign');
}

function usableVersion(source: SecretSource, text: string): SecretVersion {
  const version = parseVersion(text);
  if (typeof version === 'string') throw new TokenKeysUnavailableError(source.variable, version);
  return version;
}

/** `{"secret": "...", "kid"?: "..."}`; anything that is no JSON object is the bare secret, exactly as it stands. */
function parseVersion(text: string): SecretVersion | KeyFailure {
  const fields = parseJsonObject(text) ?? new Map<string, unknown>([['secret', text]]);
  const secret = fields.get('secret');
  const keyId = fields.get('kid');
  if (typeof secret !== 'string') return 'malformed';
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < LEAST_SECRET_BYTES) return 'too-short';
  if (keyId === undefined) return { bytes };
  return typeof keyId === 'string' && KEY_ID.test(keyId) ? { bytes, keyId } : 'malformed';
}

async function importKey({ bytes, keyId }: SecretVersion, use: 'sign' | 'verify'): Promise<TokenKey> {
  const hmac = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new Uint8Array(bytes), hmac, false, [use]);
  return { algorithm: 'HS256', key, ...(keyId !== undefined && { keyId }) };
}
