import type { SecretReader, SecretVersion } from '@app/bedrock';
import { TokenKeysUnavailableError, type KeySourceName } from '../errors.js';

/** A secret, and the variable that names it. */
export interface SecretSource {
  readonly reader: SecretReader;
  readonly secretId: string;
  readonly variable: KeySourceName;
}

/**
 * Reads one version of a secret; `undefined` where there is none.
 *
 * @throws {TokenKeysUnavailableError} `unreadable`, with the reader's own error as `cause`.
 */
export async function readSecretVersion(
  source: SecretSource,
  stage: 'AWSCURRENT' | 'AWSPREVIOUS',
  signal: AbortSignal,
): Promise<SecretVersion | undefined> {
  try {
    return await source.reader.readVersion(source.secretId, stage, signal);
  } catch (cause) {
    throw new TokenKeysUnavailableError(source.variable, 'unreadable', cause);
  }
}

/**
 * Reads the current version of a secret.
 *
 * @throws {TokenKeysUnavailableError} `no-such-secret` too.
 */
export async function readCurrentVersion(source: SecretSource, signal: AbortSignal): Promise<SecretVersion> {
  const version = await readSecretVersion(source, 'AWSCURRENT', signal);
  if (version === undefined) throw new TokenKeysUnavailableError(source.variable, 'no-such-secret');
  return version;
}
