import { encodePart } from '../../support/forge-token.js';
import type { Attack, AttackFamily } from '../attack.js';
import { partsOf, SECRET_KEY_ID } from '../attack-kit.js';

/** Nobody signs like this. Look-alikes are among them: full width, Greek, with a zero. */
const SPELLINGS = [
  'none',
  'None',
  'NONE',
  'nOnE',
  'nonE',
  ' none',
  'none ',
  'none\u0000',
  '',
  'null',
  'undefined',
  'true',
  'hs256',
  'Hs256',
  'HS256 ',
  ' HS256',
  'HS256\n',
  'HS256\u0000',
  'HS256,none',
  'ＨＳ２５６',
  'ΗS256',
  'HS2５6',
  'HS1',
  'HS384',
  'HS512',
  'HMAC',
  'SHA256',
  'RS1',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'rs256',
  'ES384',
  'ES512',
  'ES256K',
  'es256',
  'EdDSA',
  'Ed25519',
  'Ed448',
  'dir',
  'A128KW',
  'A256GCM',
  'RSA-OAEP',
  'RSA1_5',
  'ECDH-ES',
  'PBES2-HS256+A128KW',
  'toString',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '*',
];

const OTHER_TYPES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  256,
  [],
  ['HS256'],
  ['none', 'HS256'],
  {},
  { a: 'HS256' },
];

/** Other algorithms, with a signature of the shared secret or none at all. */
export const algorithms: AttackFamily = (kit) => {
  const [, claims, signature] = partsOf(kit);
  const under = (alg: unknown): readonly Attack[] => {
    const name = `algorithm ${JSON.stringify(alg)}`;
    const header = encodePart({ alg, typ: 'JWT', kid: SECRET_KEY_ID });
    return [
      { name, reason: 'algorithm', token: kit.forge({ header: { alg, typ: 'JWT', kid: SECRET_KEY_ID } }) },
      { name: `${name}, unsigned`, reason: 'malformed', token: `${header}.${claims}.` },
      { name: `${name}, of another’s signature`, reason: 'algorithm', token: `${header}.${claims}.${signature}` },
    ];
  };
  return [
    ...[...SPELLINGS, ...OTHER_TYPES].flatMap(under),
    { name: 'no algorithm', reason: 'algorithm', token: kit.forge({ header: { typ: 'JWT' } }) },
    { name: 'an empty header', reason: 'algorithm', token: kit.forge({ header: {} }) },
    { name: 'two algorithms', reason: 'malformed', token: kit.forge({ header: '{"alg":"none","alg":"HS256"}' }) },
    {
      name: 'two algorithms, one of them in escapes',
      reason: 'malformed',
      token: kit.forge({ header: '{"\\u0061lg":"none","alg":"HS256"}' }),
    },
  ];
};
