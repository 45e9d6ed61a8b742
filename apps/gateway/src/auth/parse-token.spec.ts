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
    const longest = `${rest}${'a'.repeat(8_192 - rest.length - 2)}.s`;
    expect(parseToken(longest)).toEqual({ algorithm: 'HS256' });
    expect(() => parseToken(`${longest}s`)).toThrow('too-large');
  });
});

describe('decodeJsonObject', () => {
  it.each([
    ['broken UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['a byte order mark', Buffer.from('\ufeff{}')],
    ['broken JSON', Buffer.from('{')],
    ['a list', Buffer.from('[]')],
    ['null', Buffer.from('null')],
    ['a name given twice', Buffer.from('{"a":1,"a":2}')],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeJsonObject(bytes)).toThrow('malformed');
  });
});
