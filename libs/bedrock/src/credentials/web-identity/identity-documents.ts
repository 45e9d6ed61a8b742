import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/**
 * What an issuer publishes so that others can verify its tokens, by path below its URL.
 * Source: OpenID Connect Discovery 1.0, section 3; RFC 7517.
 */
export interface IdentityDocuments {
  readonly '.well-known/openid-configuration': Readonly<Record<string, unknown>>;
  readonly 'keys.json': { readonly keys: readonly JsonWebKey[] };
}

/** A public key as KMS hands it out. */
export interface PublishedKey {
  /** Names the key in the header of tokens. */
  readonly keyId: string;
  /** DER, `SubjectPublicKeyInfo`. */
  readonly publicKey: Uint8Array;
}

/**
 * The two documents of an issuer: only what STS needs of them.
 *
 * @param keys the one that signs, and during a change of keys the one that has signed or is going to.
 */
export function describeIssuer(issuer: string, keys: readonly PublishedKey[]): IdentityDocuments {
  return {
    '.well-known/openid-configuration': {
      issuer,
      jwks_uri: `${issuer}/keys.json`,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'sub'],
    },
    'keys.json': { keys: keys.map(toJwk) },
  };
}

function toJwk({ keyId, publicKey }: PublishedKey): JsonWebKey {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' });
  return { ...key.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' };
}
