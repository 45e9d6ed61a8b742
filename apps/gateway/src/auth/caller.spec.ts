import { describe, expect, it } from 'vitest';
import { principalOf, toCaller } from './caller.js';

function callerWith(grants: Record<string, unknown>) {
  return toCaller({ subject: 'alice', expiresAtEpochS: 100, grants: new Map(Object.entries(grants)) });
}

describe('toCaller', () => {
  it('grants nothing where the token names nothing', () => {
    expect(callerWith({})).toEqual({
      subject: 'alice',
      expiresAtEpochS: 100,
      permissions: new Set(),
      routes: new Set(),
      models: [],
      classifications: new Set(),
    });
  });

  it.each([['bedrock:invoke'], [null], [1], [true], [{ 0: 'bedrock:invoke', length: 1 }], [[['bedrock:invoke']]]])(
    'grants nothing for a list that is %j',
    (claim) => {
      const caller = callerWith({ permissions: claim, routes: claim, models: claim, classifications: claim });
      expect([caller.permissions.size, caller.routes.size, caller.models.length, caller.classifications.size]).toEqual([
        0, 0, 0, 0,
      ]);
    },
  );

  it('takes what it knows out of a list and ignores the rest', () => {
    const caller = callerWith({
      permissions: ['audit:read', 'bedrock:*', 'BEDROCK:INVOKE', 7, 'bedrock:invoke', 'bedrock:invoke'],
      routes: ['vpn', 'tor', null],
      models: ['anthropic.*', '', 3, 'g'.repeat(256), 'g'.repeat(257)],
      classifications: ['cui', 'two words', '', 'x'.repeat(65)],
    });
    expect(caller.permissions).toEqual(new Set(['bedrock:invoke', 'audit:read']));
    expect(caller.routes).toEqual(new Set(['vpn']));
    expect(caller.models).toEqual(['anthropic.*', 'g'.repeat(256)]);
    expect(caller.classifications).toEqual(new Set(['cui']));
  });

  it('takes the first hundred entries of a list', () => {
    const globs = Array.from({ length: 101 }, (_, n) => `model-${n}`);
    expect(callerWith({ models: globs }).models.at(-1)).toBe('model-99');
  });

  it.each([['acme'], ['org:unit@example.gov']])('takes %s as a tenant', (tenant) => {
    expect(callerWith({ tenant }).tenant).toBe(tenant);
  });

  it.each([[''], ['a\nb'], ['two words'], ['x'.repeat(129)], [7], [['acme']], [null]])(
    'leaves out a tenant that is %j',
    (tenant) => {
      expect(callerWith({ tenant })).not.toHaveProperty('tenant');
    },
  );

  it('keeps the id of the token', () => {
    const claims = { subject: 'alice', tokenId: 'id-1', expiresAtEpochS: 100, grants: new Map() };
    expect(toCaller(claims).tokenId).toBe('id-1');
    expect(callerWith({})).not.toHaveProperty('tokenId');
  });
});

describe('principalOf', () => {
  it('names subject and tenant, and nothing of what the caller may do', () => {
    expect(principalOf(callerWith({ tenant: 'acme', models: ['*'] }))).toStrictEqual({
      subject: 'alice',
      tenant: 'acme',
    });
    expect(principalOf(callerWith({ models: ['*'] }))).toStrictEqual({ subject: 'alice' });
  });
});
