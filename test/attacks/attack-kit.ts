import { generateKeyPairSync, sign, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { encodePart, forgeToken, type Forgery } from '../support/forge-token.js';

/** Everything that an attacker might know or make, and a gateway that could be fooled. */
export interface AttackKit {
  /** When all tokens of the kit are made. */
  readonly nowEpochS: number;
  /** The shared secret. Attackers do not have it; it makes tokens whose signature is not what is wrong with them. */
  readonly secret: string;
  readonly rsa: KeyPairKeyObjectResult;
  readonly ec: KeyPairKeyObjectResult;
  /** The key set as it is published. */
  readonly keySet: string;
  /** Claims that hold and grant everything, for a token of the shared secret. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The same for a token of the key set. */
  readonly keySetClaims: Readonly<Record<string, unknown>>;
  /** Where keys can be fetched that nobody may ask for. */
  readonly trapUrl: string;
  /** A token of the shared secret, with what is said put in place of what is right. */
  readonly forge: (forgery?: Forgery) => string;
  /** A token that is signed with a private key, under any header. */
  readonly signWith: (key: KeyObject, header: object, claims?: object, hash?: string) => string;
}

/** What the gateway that the tokens are for has to be told. */
export const ISSUER = 'https://gateway.example';
export const KEY_SET_ISSUER = 'https://idp.example';
export const AUDIENCE = 'gateway';
export const SECRET_KEY_ID = 'current';

const SECRET = 'the-shared-secret-of-the-gateway-under-attack';

/** Makes keys and a kit; it takes a tenth of a second. */
export function createAttackKit(nowEpochS: number, trapUrl: string): AttackKit {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const claims = {
    sub: 'alice',
    iat: nowEpochS,
    exp: nowEpochS + 900,
    jti: 'id-1',
    iss: ISSUER,
    aud: [AUDIENCE],
    permissions: [
      'bedrock:invoke',
      'bedrock:invoke-stream',
      'bedrock:list-models',
      'status:read',
      'audit:read',
      'console:read',
    ],
    routes: ['internet', 'vpn'],
    models: ['*'],
    classifications: ['public', 'internal', 'cui'],
  };
  const keySetClaims = { ...claims, iss: KEY_SET_ISSUER };
  const header = { alg: 'HS256', typ: 'JWT', kid: SECRET_KEY_ID };
  return {
    nowEpochS,
    secret: SECRET,
    rsa,
    ec,
    claims,
    keySetClaims,
    trapUrl,
    keySet: JSON.stringify({
      keys: [
        { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'r1', alg: 'RS256', use: 'sig' },
        { ...ec.publicKey.export({ format: 'jwk' }), kid: 'e1', alg: 'ES256', use: 'sig' },
      ],
    }),
    forge: (forgery = {}) => forgeToken({ header, claims, secret: SECRET, ...forgery }),
    signWith: (key, ownHeader, ownClaims = keySetClaims, hash = 'sha256') => {
      const signed = `${encodePart(ownHeader)}.${encodePart(ownClaims)}`;
      const signature = sign(hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
      return `${signed}.${signature.toString('base64url')}`;
    },
  };
}

/** Header, claims and signature of a good token. */
export function partsOf(kit: AttackKit): readonly [header: string, claims: string, signature: string] {
  const [header = '', claims = '', signature = ''] = kit.forge().split('.');
  return [header, claims, signature];
}
