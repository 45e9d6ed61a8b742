import { describe, expect, it } from 'vitest';
import { bearerTokenOf, parseBearer } from './bearer-token.js';

const request = (...rawHeaders: string[]) => ({ rawHeaders, headers: { authorization: rawHeaders[1] } });

describe('parseBearer', () => {
  it('refuses a request without the header as missing', () => {
    expect(() => parseBearer(undefined)).toThrow('missing');
  });

  it.each(['', 'Bearer', 'Bearer ', 'Bearera.b.c', 'Basic a.b.c', 'a.b.c', 'Bearer a b', ' Bearer a'])(
    'refuses "%s" as malformed',
    (authorization) => {
      expect(() => parseBearer(authorization)).toThrow('malformed');
    },
  );

  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER   a.b.c '])('reads the token out of "%s"', (authorization) => {
    expect(parseBearer(authorization)).toBe('a.b.c');
  });
});

describe('bearerTokenOf', () => {
  it('refuses two tokens in one request, even equal ones', () => {
    expect(() => bearerTokenOf(request('Authorization', 'Bearer a', 'authorization', 'Bearer a'))).toThrow('malformed');
  });

  it('does not take a value for the name of a header', () => {
    expect(bearerTokenOf(request('Authorization', 'Bearer a', 'X-Note', 'authorization'))).toBe('a');
  });
});
