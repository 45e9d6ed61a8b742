import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toCaller } from './caller.js';
import { VerifiedTokens, type VerifiedToken } from './verified-tokens.js';

const key = await crypto.subtle.importKey(
  'raw',
  createSecretKey('a-secret-of-forty-characters-for-the-test', 'utf8').export(),
  { name: 'HMAC', hash: 'SHA-256' },
  false,
  ['verify'],
);

/** Verified at 1,000 s and good until 1,060 s. */
const verified: VerifiedToken = {
  claims: { subject: 'alice', issuedAtEpochS: 1_000, expiresAtEpochS: 1_060 },
  caller: toCaller({ subject: 'alice', expiresAtEpochS: 1_060, grants: new Map() }),
  key: { algorithm: 'HS256', key, fingerprint: 'f' },
  verifiedAtEpochMs: 1_000_000,
};

function remember(token: string): VerifiedTokens {
  const tokens = new VerifiedTokens();
  tokens.keep(token, verified);
  return tokens;
}

describe('VerifiedTokens', () => {
  it('knows a token until the millisecond at which it ends, and keeps nothing of it from then on', () => {
    const tokens = remember('token');
    expect(tokens.find('token', 1_059_999)).toBe(verified);
    expect(tokens.find('token', 1_060_000)).toBeUndefined();
    expect(tokens.size).toBe(0);
  });

  it('does not know a token before it was verified: somebody has set the clock back', () => {
    expect(remember('token').find('token', 1_000_000)).toBe(verified);
    expect(remember('token').find('token', 999_999)).toBeUndefined();
  });

  it('knows no other token, however alike', () => {
    expect(remember('token').find('tokem', 1_000_000)).toBeUndefined();
  });

  it('forgets the one that it is told to forget', () => {
    const tokens = remember('one');
    tokens.keep('other', verified);
    tokens.forget('one');
    expect(tokens.find('one', 1_000_000)).toBeUndefined();
    expect(tokens.find('other', 1_000_000)).toBe(verified);
  });

  it('looks for the longest token there may be, and for none that is longer', () => {
    const longest = 'x'.repeat(8_192);
    expect(remember(longest).find(longest, 1_000_000)).toBe(verified);
    expect(remember(`${longest}x`).find(`${longest}x`, 1_000_000)).toBeUndefined();
  });
});
