import type { SecretReader } from '@app/bedrock';
import type { KeySetSource, TokensConfig } from '../../config/tokens-config.js';
import { KeyCache, type KeyCacheOptions, type ReadKeys } from './key-cache.js';
import { fetchKeySet, readKeySet } from './read-key-set.js';
import { readSecretKeys } from './read-secret-keys.js';
import { TokenKeyRing } from './token-key-ring.js';
import type { TokenKeys } from './token-keys.js';

/** Puts together the keys that a configuration names. Reads nothing yet. Needs no Nest, for the Lambda authorizer. */
export function createTokenKeys(config: TokensConfig, reader: SecretReader, options: KeyCacheOptions = {}): TokenKeys {
  const source = { reader, secretId: config.secretId, variable: 'GATEWAY_TOKEN_SECRET_ID' } as const;
  const secret = new KeyCache((signal) => readSecretKeys(source, config.maxLifetimeSeconds, signal), options);
  if (config.jwks === undefined) return new TokenKeyRing({ secret });
  return new TokenKeyRing({ secret, keySet: new KeyCache(keySetReader(config.jwks, reader), options) });
}

function keySetReader(jwks: KeySetSource, reader: SecretReader): ReadKeys {
  if (jwks.kind === 'url') return (signal) => fetchKeySet(jwks.url, signal);
  const source = { reader, secretId: jwks.secretId, variable: 'GATEWAY_TOKEN_JWKS_SECRET_ID' } as const;
  return (signal) => readKeySet(source, signal);
}
