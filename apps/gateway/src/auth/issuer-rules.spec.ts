import { describe, expect, it } from 'vitest';
import { issuerRulesFor } from './issuer-rules.js';

const LIFETIME = { maxLifetimeSeconds: 60 };

describe('issuerRulesFor', () => {
  it('asks all for one issuer where that is all there is', () => {
    const policy = { ...LIFETIME, issuer: 'us', audience: 'gateway' };
    for (const algorithm of ['HS256', 'RS256', 'ES256'] as const) {
      expect(issuerRulesFor(algorithm, policy)).toEqual({ ...LIFETIME, issuer: 'us', audience: 'gateway' });
    }
  });

  it('asks tokens of the key set for its issuer, and all others for theirs', () => {
    const policy = { ...LIFETIME, issuer: 'us', keySetIssuer: 'them' };
    expect(issuerRulesFor('RS256', policy)).toEqual({ ...LIFETIME, issuer: 'them' });
    expect(issuerRulesFor('ES256', policy)).toEqual({ ...LIFETIME, issuer: 'them' });
    expect(issuerRulesFor('HS256', policy)).toEqual({ ...LIFETIME, issuer: 'us', foreignIssuer: 'them' });
  });

  it('lets no token of the shared secret speak for the key set, even where any other issuer is taken', () => {
    expect(issuerRulesFor('HS256', { ...LIFETIME, keySetIssuer: 'them' })).toEqual({
      ...LIFETIME,
      foreignIssuer: 'them',
    });
    expect(issuerRulesFor('HS256', LIFETIME)).toEqual(LIFETIME);
  });
});
