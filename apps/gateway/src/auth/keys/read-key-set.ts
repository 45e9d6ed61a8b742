import { TokenKeysUnavailableError, type KeySourceName } from '../errors.js';
import { parseKeySet } from './parse-key-set.js';
import { readCurrentVersion, type SecretSource } from './read-secret-version.js';
import type { TokenKey } from './token-keys.js';

const JWKS_URL = 'GATEWAY_TOKEN_JWKS_URL';

/** Key sets of public providers are a few kilobytes. */
const MOST_KEY_SET_BYTES = 65_536;

/**
 * Fetches a JSON Web Key Set. Redirects are not followed: the operator named the address that is trusted.
 *
 * @throws {TokenKeysUnavailableError} `unreadable`, `malformed` or `no-usable-key`.
 */
export async function fetchKeySet(url: string, signal: AbortSignal): Promise<readonly TokenKey[]> {
  const text = await fetchText(url, signal).catch((cause: unknown) => {
    throw new TokenKeysUnavailableError(JWKS_URL, 'unreadable', cause);
  });
  return await usableKeys(text, JWKS_URL);
}

/**
 * Reads a JSON Web Key Set that is kept as a secret, for functions without a way to the internet.
 *
 * @throws {TokenKeysUnavailableError} `unreadable`, `no-such-secret`, `malformed` or `no-usable-key`.
 */
export async function readKeySet(source: SecretSource, signal: AbortSignal): Promise<readonly TokenKey[]> {
  return await usableKeys((await readCurrentVersion(source, signal)).text, source.variable);
}

async function usableKeys(text: string, source: KeySourceName): Promise<readonly TokenKey[]> {
  const keys = await parseKeySet(text);
  if (keys === undefined) throw new TokenKeysUnavailableError(source, 'malformed');
  // Better the old keys than none: an empty set is taken for an accident.
  if (keys.length === 0) throw new TokenKeysUnavailableError(source, 'no-usable-key');
  return keys;
}

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const reply = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  // Leaving the loop, by whatever way, gives the connection back.
  for await (const chunk of reply.body ?? []) {
    byteCount += chunk.length;
    if (byteCount > MOST_KEY_SET_BYTES) throw new Error('The key set is too large');
    chunks.push(chunk);
  }
  if (reply.status !== 200) throw new Error(`The key set was answered with status ${reply.status}`);
  return Buffer.concat(chunks).toString('utf8');
}
