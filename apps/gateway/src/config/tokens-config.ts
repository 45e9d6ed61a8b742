import { parseDocumentUrl } from './parse-endpoint.js';
import { matching, wholeNumber } from './parse-value.js';
import { SECRET_ID, SECRET_ID_WORDS } from './bedrock-config.js';
import type { VariableReader } from './variable-reader.js';

/** Where the public keys of asymmetric tokens are: a JSON Web Key Set at a URL, or kept as a secret. */
export type KeySetSource =
  { readonly kind: 'url'; readonly url: string } | { readonly kind: 'secret'; readonly secretId: string };

/** Which tokens are taken. */
export interface TokensConfig {
  /** Secret with the HS256 key, current and previous version. */
  readonly secretId: string;
  /** Unset: RS256 and ES256 tokens are refused. */
  readonly jwks?: KeySetSource;
  /** Required value of `iss`; unset: any. */
  readonly issuer?: string;
  /** The same for tokens of the key set alone, and for no others; unset: as `issuer`. */
  readonly keySetIssuer?: string;
  /** Required value in `aud`; unset: any. */
  readonly audience?: string;
  /** Most seconds between `iat` and `exp`. */
  readonly maxLifetimeSeconds: number;
}

/** Printable ASCII without space: what URLs and the usual audience names are made of. */
const PARTY_NAME = /^[\x21-\x7e]{1,512}$/;

const party = matching(PARTY_NAME, '1 to 512 printable ASCII characters without spaces');

/** No token lives longer than a day, whatever is configured: so long is the longest that a revocation has to be kept. */
export const MOST_LIFETIME_SECONDS = 86_400;

/** Reads the `GATEWAY_TOKEN_*` variables. */
export function readTokens(variables: VariableReader): TokensConfig {
  const jwks = readKeySet(variables);
  const issuer = variables.optional('GATEWAY_TOKEN_ISSUER', party);
  const keySetIssuer = readKeySetIssuer(variables, jwks, issuer);
  const audience = variables.optional('GATEWAY_TOKEN_AUDIENCE', party);
  const secretId = matching(SECRET_ID, SECRET_ID_WORDS);
  return {
    secretId: variables.withDefault('GATEWAY_TOKEN_SECRET_ID', secretId, 'bearer-token-secret'),
    maxLifetimeSeconds: variables.withDefault(
      'GATEWAY_TOKEN_MAX_LIFETIME_S',
      wholeNumber(1, MOST_LIFETIME_SECONDS),
      3_600,
    ),
    ...(jwks !== undefined && { jwks }),
    ...(issuer !== undefined && { issuer }),
    ...(keySetIssuer !== undefined && { keySetIssuer }),
    ...(audience !== undefined && { audience }),
  };
}

/** One issuer for both places would let whoever holds the shared secret speak for the identity provider. */
function readKeySetIssuer(
  variables: VariableReader,
  jwks: KeySetSource | undefined,
  issuer: string | undefined,
): string | undefined {
  const keySetIssuer = variables.optional('GATEWAY_TOKEN_JWKS_ISSUER', party);
  if (keySetIssuer === undefined) return undefined;
  if (jwks === undefined) return variables.report('GATEWAY_TOKEN_JWKS_ISSUER', 'is set without a key set');
  if (keySetIssuer !== issuer) return keySetIssuer;
  return variables.report(
    'GATEWAY_TOKEN_JWKS_ISSUER',
    'must not be GATEWAY_TOKEN_ISSUER, which is for the other tokens',
  );
}

function readKeySet(variables: VariableReader): KeySetSource | undefined {
  const url = variables.optional('GATEWAY_TOKEN_JWKS_URL', parseDocumentUrl);
  const secretId = variables.optional('GATEWAY_TOKEN_JWKS_SECRET_ID', matching(SECRET_ID, SECRET_ID_WORDS));
  if (url !== undefined && secretId !== undefined) {
    return variables.report('GATEWAY_TOKEN_JWKS_SECRET_ID', 'must not be set together with GATEWAY_TOKEN_JWKS_URL');
  }
  if (url !== undefined) return { kind: 'url', url };
  return secretId === undefined ? undefined : { kind: 'secret', secretId };
}
