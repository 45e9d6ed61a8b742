import { describe, expect, it } from 'vitest';
import { checkClaims, type TokenPolicy } from './check-claims.js';
import { TokenRefusedError } from './errors.js';

const NOW = 1_000_000;
const GOOD = { sub: 'alice', iat: NOW, exp: NOW + 60 };

function check(changes: Record<string, unknown>, policy: Partial<TokenPolicy> = {}) {
  const claims = Object.entries({ ...GOOD, ...changes }).filter(([, value]) => value !== undefined);
  return checkClaims(new Map(claims), { maxLifetimeSeconds: 3_600, ...policy }, NOW);
}

function reasonOf(changes: Record<string, unknown>, policy: Partial<TokenPolicy> = {}): string | undefined {
  try {
    check(changes, policy);
    return undefined;
  } catch (error) {
    if (error instanceof TokenRefusedError) return error.reason;
    throw error;
  }
}

describe('checkClaims, on types', () => {
  const notANumber = [undefined, null, '1000000', NaN, Infinity, 1.5, 2 ** 60, [NOW], { n: NOW }, true];
  it.each(notANumber)('refuses iat and exp that are %j', (value) => {
    expect([reasonOf({ iat: value }), reasonOf({ exp: value })]).toEqual(['claims', 'claims']);
  });

  it.each(notANumber.slice(1))('refuses an nbf that is %j', (value) => {
    expect(reasonOf({ nbf: value })).toBe('claims');
  });

  const notAName = [null, '', 7, ['alice'], { toString: 'alice' }, 'a\nb', 'a\u0000', '\u202eevil', 'x'.repeat(257)];
  it.each([undefined, ...notAName])('refuses a subject that is %j', (value) => {
    expect(reasonOf({ sub: value })).toBe('claims');
  });

  it.each(notAName)('refuses a token id that is %j', (value) => {
    expect(reasonOf({ jti: value })).toBe('claims');
  });

  it.each([null, 7, ['https://idp.example'], {}])('refuses an issuer that is %j, wanted or not', (iss) => {
    expect([reasonOf({ iss }), reasonOf({ iss }, { issuer: 'https://idp.example' })]).toEqual(['claims', 'claims']);
  });

  it.each([null, 7, ['gateway', 7], {}])('refuses an audience that is %j, wanted or not', (aud) => {
    expect([reasonOf({ aud }), reasonOf({ aud }, { audience: 'gateway' })]).toEqual(['claims', 'claims']);
  });
});

describe('checkClaims, on times', () => {
  it.each([
    ['expired', { iat: NOW - 100, exp: NOW - 30 }],
    ['not-yet-valid', { iat: NOW + 31, exp: NOW + 60 }],
    ['not-yet-valid', { nbf: NOW + 31 }],
    ['not-yet-valid', { iat: NOW * 1_000, exp: NOW * 1_000 + 60 }],
    ['too-long-lived', { exp: NOW + 3_601 }],
    ['too-long-lived', { exp: NOW * 1_000 }],
    ['claims', { exp: NOW }],
    ['claims', { iat: NOW + 20, exp: NOW + 10 }],
  ])('refuses as %s what says %j', (reason, times) => {
    expect(reasonOf(times)).toBe(reason);
  });

  it('lets clocks differ by half a minute, and takes the longest lifetime', () => {
    expect(reasonOf({ iat: NOW + 30 })).toBeUndefined();
    expect(reasonOf({ nbf: NOW + 30 })).toBeUndefined();
    expect(reasonOf({ iat: NOW - 100, exp: NOW - 29 })).toBeUndefined();
    expect(reasonOf({ exp: NOW + 3_600 })).toBeUndefined();
  });

  it('asks for nothing in nbf that iat does not ask for already', () => {
    expect(reasonOf({ iat: NOW + 31, nbf: NOW - 10, exp: NOW + 60 })).toBe('not-yet-valid');
  });
});

describe('checkClaims, on parties', () => {
  it.each([undefined, 'https://idp.example/', 'HTTPS://idp.example'])('refuses the issuer %j', (iss) => {
    expect(reasonOf({ iss }, { issuer: 'https://idp.example' })).toBe('issuer');
  });

  it.each([undefined, 'other', [], ['other', 'Gateway']])('refuses the audience %j', (aud) => {
    expect(reasonOf({ aud }, { audience: 'gateway' })).toBe('audience');
  });

  it('takes the wanted parties, the audience also among others', () => {
    expect(reasonOf({ iss: 'idp', aud: 'gateway' }, { issuer: 'idp', audience: 'gateway' })).toBeUndefined();
    expect(reasonOf({ aud: ['other', 'gateway'] }, { audience: 'gateway' })).toBeUndefined();
    expect(reasonOf({ iss: 'anyone', aud: 'anything' })).toBeUndefined();
  });

  it('returns who it is about', () => {
    expect(check({ sub: 'CN=Zoë Ångström, O=Übung', jti: 'id-1' })).toMatchObject({
      subject: 'CN=Zoë Ångström, O=Übung',
      tokenId: 'id-1',
      expiresAtEpochS: 1_000_060,
    });
    expect(check({})).not.toHaveProperty('tokenId');
  });

  it('refuses an issuer whose tokens come another way, whatever else is wanted', () => {
    const foreign = { foreignIssuer: 'https://idp.example' };
    expect(reasonOf({ iss: 'https://idp.example' }, foreign)).toBe('issuer');
    expect(reasonOf({ iss: 'https://other.example' }, foreign)).toBeUndefined();
    expect(reasonOf({}, foreign)).toBeUndefined();
  });
});
