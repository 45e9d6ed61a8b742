import { describe, expect, it } from 'vitest';
import type { Caller } from '../auth/caller.js';
import { callerContextOf } from './caller-context.js';

const CALLER: Caller = {
  subject: 'alice',
  tenant: 'acme',
  tokenId: 'id-1',
  expiresAtEpochS: 1_800_000_900,
  permissions: new Set(['bedrock:invoke', 'status:read']),
  routes: new Set(['internet', 'vpn']),
  models: ['anthropic.*', 'arn:aws:bedrock:*'],
  classifications: new Set(['public', 'cui']),
};

const sizeOf = (context: Record<string, string>) => Object.entries(context).flat().join('').length;

describe('callerContextOf', () => {
  it('says everything in strings', () => {
    expect(callerContextOf(CALLER)).toEqual({
      subject: 'alice',
      tenant: 'acme',
      tokenId: 'id-1',
      expiresAtEpochS: '1800000900',
      permissions: 'bedrock:invoke status:read',
      routes: 'internet vpn',
      models: 'anthropic.* arn:aws:bedrock:*',
      classifications: 'public cui',
    });
  });

  it('has no word for what the token does not name', () => {
    const nobody = {
      subject: 'alice',
      expiresAtEpochS: 7,
      permissions: new Set<never>(),
      routes: new Set<never>(),
      models: [],
      classifications: new Set<string>(),
    };
    expect(callerContextOf(nobody)).toEqual({ subject: 'alice', expiresAtEpochS: '7' });
  });

  it('keeps the entries of a list apart, whatever is in them', () => {
    const { models } = callerContextOf({ ...CALLER, models: ['a b', 'c,d', '"e"', '\ud800'] });
    expect(models).toBe('a%20b c%2Cd %22e%22 %EF%BF%BD');
  });

  it('leaves a list out that does not fit, and keeps all the others', () => {
    const context = callerContextOf({ ...CALLER, models: Array.from({ length: 100 }, () => 'm'.repeat(256)) });
    expect(Object.keys(context).toSorted()).toEqual([
      'classifications',
      'expiresAtEpochS',
      'permissions',
      'routes',
      'subject',
      'tenant',
      'tokenId',
    ]);
  });

  it('fits, however long everything is', () => {
    const context = callerContextOf({
      ...CALLER,
      subject: '🙂'.repeat(256),
      tokenId: '🙂'.repeat(256),
      classifications: new Set(Array.from({ length: 100 }, (_, n) => `${n}`.padEnd(64, 'c'))),
      models: Array.from({ length: 100 }, () => '"'.repeat(256)),
    });
    expect(sizeOf(context)).toBeLessThanOrEqual(4_096);
    expect(context).toMatchObject({ permissions: 'bedrock:invoke status:read', tenant: 'acme' });
    expect(context['subject']).toHaveLength(3_072);
    expect(context).not.toHaveProperty('tokenId');
  });
});
