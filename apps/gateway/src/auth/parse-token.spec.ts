import { describe, expect, it } from 'vitest';
import { encodePart, forgeToken } from '../../../../test/support/forge-token.js';
import { decodeJsonObject, parseToken } from './parse-token.js';

describe('parseToken', () => {
  it('reads algorithm and key id', () => {
    expect(parseToken(forgeToken({ header: { alg: 'ES256', kid: 'k/1+=', typ: 'JWT', x5t: 'thumb' } }))).toEqual({
      algorithm: 'ES256',
      keyId: 'k/1+=',
    });
    expect(parseToken(forgeToken({ header: { alg: 'HS256' } }))).toEqual({ algorithm: 'HS256' });
  });

  it('takes a token of 8 KiB and refuses a longer one before it looks inside', () => {
    const rest = `${encodePart({ alg: 'HS256' })}.`;
    const longest = `${rest}${'A'.repeat(8_192 - rest.length - 3)}.AA`;
    expect(parseToken(longest)).toEqual({ algorithm: 'HS256' });
    expect(() => parseToken(`${longest}A`)).toThrow('too-large');
  });

  it.each([0, 1, 2])('takes one spelling of a token and no other, in part %i', (index) => {
    const parts = [encodePart({ alg: 'HS256' }), 'AAAA', 'AA'];
    parts[index] = parts[index]?.startsWith('e') ? `${encodePart({ alg: 'HS256', kid: 'k' }).slice(0, -1)}R` : 'AB';
    expect(() => parseToken(parts.join('.'))).toThrow('malformed');
  });
});

describe('the header of a token', () => {
  it.each([
    ['a parameter that we do not know', { alg: 'HS256', crit: ['exp'] }],
    ['a key of the sender beside known parameters', { alg: 'HS256', kid: 'k', jwk: { kty: 'oct' } }],
    ['the place of a key', { alg: 'RS256', jku: 'https://keys.example' }],
    ['a type that is no JWT', { alg: 'HS256', typ: 'JWE' }],
    ['a type that is no text', { alg: 'HS256', typ: null }],
    ['a key id that is no text', { alg: 'HS256', kid: 7 }],
    ['an empty key id', { alg: 'HS256', kid: '' }],
    ['a key id of 257 characters', { alg: 'HS256', kid: 'k'.repeat(257) }],
    ['a key id that ends in a line break', { alg: 'HS256', kid: 'k\n' }],
    ['a key id that begins with a control character', { alg: 'HS256', kid: '\u0000k' }],
  ])('is refused for %s', (_, header) => {
    expect(() => parseToken(forgeToken({ header }))).toThrow('header');
  });

  it.each([[{}], [{ alg: 'none' }], [{ alg: 'hs256' }], [{ alg: 'HS512' }], [{ alg: ['HS256'] }], [{ alg: null }]])(
    'is refused for the algorithm of %j',
    (header) => {
      expect(() => parseToken(forgeToken({ header }))).toThrow('algorithm');
    },
  );

  it('may carry a thumbprint of either kind', () => {
    expect(parseToken(forgeToken({ header: { alg: 'RS256', 'x5t#S256': 'thumb' } }))).toEqual({ algorithm: 'RS256' });
  });

  it.each(['.', ' ', '\n', '='])('is refused where "%s" stands before or behind the token', (mark) => {
    const token = forgeToken();
    expect(() => parseToken(`${mark}${token}`)).toThrow('malformed');
    expect(() => parseToken(`${token}${mark}`)).toThrow('malformed');
  });
});

describe('decodeJsonObject', () => {
  it.each([
    ['broken UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['broken JSON', Buffer.from('{')],
    ['a list', Buffer.from('[]')],
    ['null', Buffer.from('null')],
    ['seventeen levels', Buffer.from(`{"a":${'['.repeat(16)}${']'.repeat(16)}}`)],
    ['a name given twice', Buffer.from('{"a":1,"a":2}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeJsonObject(bytes)).toThrow('malformed');
  });
});
