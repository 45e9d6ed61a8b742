import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { encodePart } from '../../support/forge-token.js';
import { refusedAs, type Attack, type AttackFamily } from '../attack.js';
import { KEY_SET_ISSUER, SECRET_KEY_ID, type AttackKit } from '../attack-kit.js';

/** Every way to write down a public key that a careless library might take for a secret. */
function publicTexts({ rsa, ec, keySet }: AttackKit): Readonly<Record<string, string | Uint8Array>> {
  const rsaJwk = rsa.publicKey.export({ format: 'jwk' });
  const ecJwk = ec.publicKey.export({ format: 'jwk' });
  const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return {
    'PEM (SPKI)': pem,
    'PEM without its last line end': pem.trim(),
    'PEM on one line': pem.replaceAll('\n', ''),
    'PEM with CRLF': pem.replaceAll('\n', '\r\n'),
    'PEM (PKCS#1)': rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }).toString(),
    'DER (SPKI)': rsa.publicKey.export({ format: 'der', type: 'spki' }),
    'DER (PKCS#1)': rsa.publicKey.export({ format: 'der', type: 'pkcs1' }),
    JWK: JSON.stringify(rsaJwk),
    modulus: String(rsaJwk.n),
    'modulus in bytes': Buffer.from(String(rsaJwk.n), 'base64url'),
    'key set': keySet,
    'EC key in PEM': ec.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    'EC key in DER': ec.publicKey.export({ format: 'der', type: 'spki' }),
    'EC point': Buffer.from(`${String(ecJwk.x)}${String(ecJwk.y)}`, 'base64url'),
    'EC coordinate': String(ecJwk.x),
  };
}

/** What stands near the secret without being it. */
function nearSecrets({ secret }: AttackKit): Readonly<Record<string, string | Uint8Array>> {
  return {
    'the empty secret': '',
    'the secret with a line end': `${secret}\n`,
    'the secret but for its last character': secret.slice(0, -1),
    'the secret in capitals': secret.toUpperCase(),
    'the secret in base64': Buffer.from(secret).toString('base64'),
    'the secret from base64': Buffer.from(secret, 'base64'),
    'the hash of the secret': createHash('sha256').update(secret).digest(),
    'the stored JSON': JSON.stringify({ secret, kid: SECRET_KEY_ID }),
    'the key id': SECRET_KEY_ID,
    'the word secret': 'secret',
    'thirty-two zeros': new Uint8Array(32),
    undefined: 'undefined',
    null: 'null',
  };
}

/** HS256 with what everybody may read, under every name that a key has. */
const confusion: AttackFamily = (kit) =>
  Object.entries(publicTexts(kit)).flatMap(([name, secret]) =>
    [undefined, 'r1', 'e1', SECRET_KEY_ID].flatMap((kid) =>
      refusedAs('signature', {
        [`HS256 signed with the ${name}, called ${String(kid)}`]: kit.forge({ header: { alg: 'HS256', kid }, secret }),
      }),
    ),
  );

const wrongSecrets: AttackFamily = (kit) =>
  Object.entries(nearSecrets(kit)).flatMap(([name, secret]) =>
    refusedAs('signature', { [`signed with ${name}`]: kit.forge({ secret }) }),
  );

/** Signatures that are none, and keys that are not in the set. */
const asymmetric: AttackFamily = (kit) => {
  const { rsa, ec, keySetClaims } = kit;
  const strangeRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const strangeEc = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
  const large = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const rs = { alg: 'RS256', kid: 'r1' };
  const es = { alg: 'ES256', kid: 'e1' };
  const raw = (header: object, signature: Uint8Array): string =>
    `${encodePart(header)}.${encodePart(keySetClaims)}.${Buffer.from(signature).toString('base64url')}`;
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const one = Buffer.concat([Buffer.alloc(31), Buffer.of(1)]);
  return refusedAs('signature', {
    'RS256 of a stranger': kit.signWith(strangeRsa, rs),
    'ES256 of a stranger': kit.signWith(strangeEc, es),
    'RS256 over SHA-1': kit.signWith(rsa.privateKey, rs, keySetClaims, 'sha1'),
    'RS256 over SHA-512': kit.signWith(rsa.privateKey, rs, keySetClaims, 'sha512'),
    'RS256 under the name of the EC key': kit.signWith(rsa.privateKey, { alg: 'RS256', kid: 'e1' }),
    'ES256 under the name of the RSA key': kit.signWith(ec.privateKey, { alg: 'ES256', kid: 'r1' }),
    'ES256 by the RSA key': kit.signWith(rsa.privateKey, es),
    'RS256 by the EC key': kit.signWith(ec.privateKey, rs),
    'ES256 on another curve': kit.signWith(other, es),
    'ES256 on a larger curve': kit.signWith(large, es),
    'RS256 made of an HMAC': raw(rs, createHmac('sha256', kit.secret).update('x').digest()),
    'RS256 of zeros': raw(rs, new Uint8Array(256)),
    'RS256 of ones': raw(rs, Buffer.alloc(256, 255)),
    'RS256 of one byte': raw(rs, Uint8Array.of(0)),
    'ES256 of zeros': raw(es, new Uint8Array(64)),
    'ES256 of zero and one': raw(es, Buffer.concat([Buffer.alloc(32), one])),
    'ES256 of one and zero': raw(es, Buffer.concat([one, Buffer.alloc(32)])),
    'ES256 of the order of the curve': raw(es, Buffer.concat([order, order])),
    'ES256 of ones': raw(es, Buffer.alloc(64, 255)),
    'ES256 of half a signature': raw(es, Buffer.alloc(32, 1)),
    'ES256 of a signature and a half': raw(es, Buffer.alloc(96, 1)),
    'ES256 in DER': raw(es, Buffer.from('3006020101020101', 'hex')),
  });
};

/** Who has one key speaks for its issuer alone. */
const exchanged: AttackFamily = (kit): readonly Attack[] => {
  const { rsa, ec, claims, keySetClaims } = kit;
  const unsaid = { ...keySetClaims, iss: undefined };
  return refusedAs('issuer', {
    'the shared secret speaks for the identity provider': kit.forge({ claims: { ...claims, iss: KEY_SET_ISSUER } }),
    'the identity provider speaks for the gateway': kit.signWith(rsa.privateKey, { alg: 'RS256', kid: 'r1' }, claims),
    'the same by its other key': kit.signWith(ec.privateKey, { alg: 'ES256', kid: 'e1' }, claims),
    'the identity provider speaks for nobody': kit.signWith(rsa.privateKey, { alg: 'RS256', kid: 'r1' }, unsaid),
    'the shared secret speaks for nobody': kit.forge({ claims: { ...claims, iss: undefined } }),
  });
};

/** Keys that are wrong, or right in the wrong place. */
export const keys: AttackFamily = (kit) =>
  [confusion, wrongSecrets, asymmetric, exchanged].flatMap((family) => family(kit));
