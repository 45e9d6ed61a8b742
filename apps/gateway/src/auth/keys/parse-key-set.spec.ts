import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseKeySet } from './parse-key-set.js';

const rsaPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsa = rsaPair.publicKey.export({ format: 'jwk' });
const weakRsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });

const parse = (...keys: unknown[]) => parseKeySet(JSON.stringify({ keys }));

describe('parseKeySet', () => {
  it.each(['', 'null', '[]', '{}', '{"keys":{}}', '<html>'])('sees no key set in "%s"', async (text) => {
    expect(await parseKeySet(text)).toBeUndefined();
  });

  it('reads RSA keys for RS256 and P-256 keys for ES256', async () => {
    const keys = await parse({ ...rsa, kid: 'r', alg: 'RS256', use: 'sig' }, { ...ec, key_ops: ['verify'] });
    expect(keys).toMatchObject([{ algorithm: 'RS256', keyId: 'r' }, { algorithm: 'ES256' }]);
    expect(keys?.map(({ key }) => key.type)).toEqual(['public', 'public']);
    expect(keys?.[1]).not.toHaveProperty('keyId');
  });

  it.each([
    ['a shared secret', { kty: 'oct', k: 'c2VjcmV0' }],
    ['a private key', rsaPair.privateKey.export({ format: 'jwk' })],
    ['an RSA key of 1024 bits', weakRsa],
    ['another curve', p384],
    ['a point off the curve', { ...ec, x: ec.y, y: ec.y }],
    ['an RSA key for another algorithm', { ...rsa, alg: 'PS256' }],
    ['a key whose algorithm is not that of its kind', { ...rsa, alg: 'HS256' }],
    ['a key for encryption', { ...rsa, use: 'enc' }],
    ['a key that may not verify', { ...rsa, key_ops: ['encrypt'] }],
    ['a key without its parts', { kty: 'RSA', kid: 'r' }],
    ['parts that are no text', { ...rsa, n: [rsa.n] }],
    ['something else', 'text'],
    ['nothing', null],
  ])('passes over %s', async (_, key) => {
    expect(await parse(key, { ...ec, kid: 'e' })).toMatchObject([{ algorithm: 'ES256', keyId: 'e' }]);
  });

  it('takes no name that a token could not give', async () => {
    const keys = await parse({ ...ec, kid: 7 }, { ...ec, kid: 'ü' });
    expect(keys).toHaveLength(2);
    expect(keys?.some((key) => 'keyId' in key)).toBe(false);
  });

  it('stops after twenty keys', async () => {
    expect(await parse(...Array.from({ length: 21 }, () => ec))).toHaveLength(20);
  });
});
