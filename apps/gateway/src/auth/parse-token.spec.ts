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
